import { LocalAwsError } from './local-aws-error.ts';
import { startLocal } from './start-local.ts';

/** Until Ctrl-C or SIGTERM. */
function untilStopped(): Promise<void> {
  const busy = setInterval(() => {}, 2 ** 30);
  return new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  }).finally(() => clearInterval(busy));
}

try {
  const local = await startLocal();
  process.stdout.write(`
api        ${local.apiUrl}/v1
dashboard  ${local.dashboardUrl}
admin key  ${local.adminKey}

Ctrl-C ends it.
`);
  await untilStopped();
  await local.stop();
} catch (error) {
  if (!(error instanceof LocalAwsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
