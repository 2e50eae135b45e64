import type { Logger } from '@stryker-mutator/api/logging';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { type Mutant, mutantOf } from './mutant.ts';
import { type Mutator, ownMutators } from './mutators.ts';

const isList = (module: object): module is { readonly allMutators: Mutator[] } =>
  'allMutators' in module && Array.isArray(module.allMutators);

/** Stryker's instrumenter has no place to add mutators at: they are put into the list that it goes through, once. */
const addOwnMutators = async (): Promise<void> => {
  const { href } = new URL('mutators/mutate.js', import.meta.resolve('@stryker-mutator/instrumenter'));
  const module: object = await import(href);
  if (!isList(module)) throw new TypeError("Stryker's list of mutators is somewhere else now");
  for (const one of ownMutators) if (!module.allMutators.includes(one)) module.allMutators.push(one);
};

const [no, nothing] = [() => false, () => undefined];
const silent: Logger = {
  ...{ isTraceEnabled: no, isDebugEnabled: no, isInfoEnabled: no, isWarnEnabled: no, isErrorEnabled: no },
  ...{
    isFatalEnabled: no,
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    fatal: nothing,
  },
};

/** Texts and patterns are not mistaken: most are names and words, and tests of words would only say them again. */
const excludedMutations = ['StringLiteral', 'Regex'];

/** Puts all mutants into the code, each behind a switch.
 *  @param sources text by path */
export const instrumented = async (sources: ReadonlyMap<string, string>) => {
  await addOwnMutators();
  const files = [...sources].map(([name, content]) => ({ name, content, mutate: true }));
  const options = { plugins: null, excludedMutations, ignorers: [] };
  const made = await new Instrumenter(silent).instrument(files, options);
  const mutants = made.mutants
    .filter(({ status }) => status !== 'Ignored')
    .map((one): Mutant => mutantOf(one, sources.get(one.fileName) ?? ''));
  return { mutants, files: new Map(made.files.map(({ name, content }) => [name, content])) };
};
