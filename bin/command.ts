import { CalledWrongly } from './called-wrongly.ts';

/** Runs a command of the project's folder. Called wrongly, it prints its usage and ends with 64, as `npm run import` does;
 *  `--help` prints it as well. What else goes wrong is told without a stack, and ends with 1. */
export const runCommand = async (usage: string, run: () => Promise<void>): Promise<void> => {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    await run();
  } catch (error) {
    const isUsage = error instanceof CalledWrongly || isOfParseArgs(error);
    process.stderr.write(isUsage ? `${told(error)}\n\n${usage}\n` : `${told(error)}\n`);
    process.exitCode = isUsage ? 64 : 1;
  }
};

/** `parseArgs` of Node.js throws a TypeError with such a code for options that are not known and values that are missing. */
const isOfParseArgs = (error: unknown): boolean =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');

/** `fetch` says only that it failed; why is in the cause. */
const told = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${told(error.cause)}` : error.message;
};
