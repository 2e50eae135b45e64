import { isAbsolute, join, relative } from 'node:path';
import { root, sourcesIn, textOf } from '../source-tree.ts';
import { isEquivalent, stale } from './equivalent.ts';
import { instrumented } from './instrumented.ts';
import type { Mutant } from './mutant.ts';
import { type Trial, trial } from './trial.ts';
import { refusedByTypes } from './type-check.ts';

/** `npm run mutation -- <folder or file>`: makes one mistake after the other in the code, and says which of them no test
 *  notices. Of a folder its pure files are tried, with the unit tests of their stage. */

/** Files that speak to the outside, and those that are made of schemas and texts: only where they are named. */
const rarely =
  /(\.handler|(^|[-/])(store|service|queue|gateway|routes|contract|api|wire|schema|news|style|texts.*))\.ts$/;

const filesOf = (path: string): readonly string[] => {
  const wanted = relative(root, isAbsolute(path) ? path : join(root, path));
  if (wanted.endsWith('.ts')) return [wanted];
  return sourcesIn(wanted)
    .map((source) => source.path)
    .filter((file) => !rarely.test(file));
};

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

const report = async (all: readonly Mutant[], { reached, loaded, noticed, unused }: Trial): Promise<void> => {
  // What is reckoned once, when its file is loaded, would need a process of its own for each mutant.
  const mutants = all.filter(({ id }) => reached.has(id) || !loaded.has(id));
  const survivors = mutants.filter(({ id }) => !noticed.has(id));
  const refused = await refusedByTypes(survivors);
  const rest = survivors.filter((one) => !refused.has(one));
  const same = rest.filter(isEquivalent);
  const missed = rest.filter((one) => !isEquivalent(one));
  for (const { id, file, line, mutator, original, replacement } of missed) {
    say(`${file}:${line} ${mutator}${reached.has(id) ? '' : ', to which no test comes'}`);
    say(`    ${original}\n  → ${replacement}`);
  }
  for (const file of new Set(mutants.map((one) => one.file))) {
    const open = missed.filter((one) => one.file === file).length;
    const counted = mutants.filter((one) => one.file === file && noticed.has(one.id)).length;
    say(`${file}  ${percent(counted, counted + open)}, ${open} not noticed`);
  }
  for (const one of stale(new Set(mutants.map(({ file }) => file)), same))
    say(`listed as equivalent, but noticed or gone: ${one}`);
  for (const one of unused) say(`not repeated with mutants: ${one}`);
  say(`\n${mutants.length} mutants: ${noticed.size} noticed by tests, ${missed.length} by none.`);
  say(`${refused.size} that do not compile and ${same.length} that are equivalent do not count.`);
  say(percent(noticed.size, noticed.size + missed.length));
};

const main = async (paths: readonly string[]): Promise<void> => {
  const files = paths.flatMap(filesOf);
  const made = await instrumented(new Map(files.map((file) => [file, textOf(file)])));
  const stages = [...new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))];
  const plan = {
    instrumented: Object.fromEntries([...made.files].map(([file, code]) => [join(root, file), code])),
    tests: stages.map((stage) => `test/${stage}/**/*.test.ts`),
  };
  let last = 0;
  const tried = await trial(plan, (noticed) => {
    if (noticed > last) say(`${noticed} of ${made.mutants.length} noticed`);
    last = noticed;
  });
  await report(made.mutants, tried);
};

const paths = process.argv.slice(2);
if (paths.length > 0) await main(paths);
else {
  process.stderr.write('npm run mutation -- <folder or file>…, such as functions/money\n');
  process.exitCode = 2;
}
