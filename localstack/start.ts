import { NeverHappened } from './api-client.ts';
import { play } from './demo/play.ts';
import { Wrong } from './demo/report.ts';
import { LocalAwsError } from './emulator/local-aws-error.ts';
import { type LocalStack, startLocal } from './start-local.ts';

/** The stack with demo data in it, in the foreground until Ctrl-C or SIGTERM. */
const start = async (): Promise<void> => {
  const local = await startLocal();
  try {
    if (local.startedByUs) await playWhatWorks(local);
    process.stdout.write(`
api        ${local.apiUrl}/v1
dashboard  ${local.dashboardUrl}
admin key  ${local.adminKey}

Ctrl-C ends ${local.startedByUs ? 'it' : 'this; the stack was up before and stays up'}.
`);
    await untilStopped();
  } finally {
    await local.stop();
  }
};

/** A figure that is off is worth a look at the running stack: it stays up. */
const playWhatWorks = async (local: LocalStack): Promise<void> => {
  try {
    await play(local);
  } catch (error) {
    if (!(error instanceof Wrong || error instanceof NeverHappened)) throw error;
    process.stderr.write(`\n${error.message}\n`);
  }
};

const untilStopped = (): Promise<void> => {
  const busy = setInterval(() => {}, 2 ** 30);
  return new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  }).finally(() => clearInterval(busy));
};

try {
  await start();
} catch (error) {
  if (!(error instanceof LocalAwsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
