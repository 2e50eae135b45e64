const began = Date.now();
let wrong = 0;

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What the soak tells; it goes on after a wrong figure, and says at its end how many there were. */
export const report = {
  chapter: (title: string): void => write(`\n— ${title}  (${Math.round((Date.now() - began) / 1000)} s)`),
  line: (label: string, value: string): void => write(`  ${label.padEnd(44)} ${value}`),
  check: (label: string, found: string, expected: string): void => {
    const isRight = found === expected;
    if (!isRight) wrong += 1;
    write(`  ${label.padEnd(44)} ${found}  ${isRight ? '✓' : `✗ it should be ${expected}`}`);
  },
  wrong: (): number => wrong,
};
