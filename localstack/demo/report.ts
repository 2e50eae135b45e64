import { Presets, SingleBar } from 'cli-progress';

export class Wrong extends Error {}

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Prints what the demo does. `check` compares a figure with what it should be, and prints it only if it is right. */
export const report = {
  chapter: (title: string): void => write(`\n— ${title}`),
  line: (label: string, value: string): void => write(`  ${label.padEnd(28)} ${value}`),
  /** @throws Wrong */
  check: (label: string, found: string, expected: string): void => {
    if (found !== expected) throw new Wrong(`${label}: ${found}, and it should be ${expected}`);
    write(`  ${label.padEnd(28)} ${found}  ✓`);
  },
};

/** A progress bar from zero to `total`. Where the output is no terminal, it prints a line now and then instead. */
export const progress = (label: string, total: number) => {
  const bar = new SingleBar(
    {
      format: `  ${label.padEnd(28)} {bar} {value}/{total}`,
      noTTYOutput: true,
      notTTYSchedule: 5000,
      hideCursor: true,
      barsize: 30,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { to: (value: number) => bar.update(value), done: () => bar.stop() };
};
