import { LocalAwsError } from '../emulator/local-aws-error.ts';
import { startLocal } from '../start-local.ts';
import { play } from './play.ts';
import { Wrong } from './report.ts';

/** `npm run demo`: exits non-zero when a figure is off. */
const demo = async (): Promise<void> => {
  const local = await startLocal();
  try {
    await play(local);
  } finally {
    await local.stop();
  }
};

try {
  await demo();
} catch (error) {
  if (!(error instanceof LocalAwsError || error instanceof Wrong)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}
