/** The environment variable, which `lib/` sets on the function.
 *  @throws TypeError when it is missing: a mistake of the deployment, not of a caller */
export const environment = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new TypeError(`environment variable ${name} is not set`);
  return value;
};

/** Undefined where the deployment leaves it out. */
export const optionalEnvironment = (name: string): string | undefined => process.env[name] || undefined;

/** @throws TypeError when it is missing or no whole number */
export const environmentNumber = (name: string): number => {
  const value = Number(environment(name));
  if (!Number.isSafeInteger(value)) throw new TypeError(`environment variable ${name} is not a whole number`);
  return value;
};

/** The first of `choices` when the variable is missing.
 *  @throws TypeError when it is none of them */
export const environmentChoice = <Choice extends string>(
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice => {
  const value = process.env[name];
  if (value === undefined || value === '') return choices[0];
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new TypeError(`environment variable ${name} is none of ${choices.join(', ')}`);
  return choice;
};
