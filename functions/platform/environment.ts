/** Reads an environment variable, which `lib/` sets on the function.
 *  @throws TypeError when it is missing: that is a mistake of the deployment, not of a caller */
export const environment = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new TypeError(`environment variable ${name} is not set`);
  return value;
};

/** Reads a variable that a deployment may leave out. */
export const optionalEnvironment = (name: string): string | undefined => process.env[name] || undefined;

/** Reads a variable that is a whole number.
 *  @throws TypeError when it is missing or no whole number */
export const environmentNumber = (name: string): number => {
  const value = Number(environment(name));
  if (!Number.isSafeInteger(value)) throw new TypeError(`environment variable ${name} is not a whole number`);
  return value;
};

/** Reads a variable that names one of `choices`. Where the variable is missing, the first of them holds.
 *  @throws TypeError when it names none of them */
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
