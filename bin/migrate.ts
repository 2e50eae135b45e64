import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { z } from 'zod';
import { CalledWrongly } from './called-wrongly.ts';
import { runCommand } from './command.ts';
import { type Target, targetOf, targetOptions, targetUsage } from './target.ts';

/** Moves all active subscriptions of a plan to a version, over the HTTP API, and waits until it is done. */
const usage = `npm run migrate -- --plan <plan> --to <version> --at <now|period_end> [options]

  --plan <plan>          whose subscriptions are moved
  --to <version>         the version that they are moved to
  --at <now|period_end>  at once, or each with its next period
  --from <version>       only those that have this version
  --to-plan <plan>       the version is one of another plan
${targetUsage}`;

const options = {
  ...targetOptions,
  plan: { type: 'string' },
  to: { type: 'string' },
  'to-plan': { type: 'string' },
  from: { type: 'string' },
  at: { type: 'string' },
} as const;

/** @throws CalledWrongly */
const readArguments = () => {
  const { values } = parseArgs({ options });
  const { plan, at } = values;
  if (plan === undefined || plan === '') throw new CalledWrongly('--plan is missing.');
  if (values.to === undefined) throw new CalledWrongly('--to is missing.');
  if (at === undefined) throw new CalledWrongly('--at is missing.');
  if (at !== 'now' && at !== 'period_end') throw new CalledWrongly(`--at is now or period_end, not ${at}.`);
  const from = values.from === undefined ? undefined : version('--from', values.from);
  return { values, plan, at, from, to: version('--to', values.to), toPlan: values['to-plan'] };
};

const version = (option: string, text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CalledWrongly(`${option} is the number of a version, not ${text}.`);
  return Number(text);
};

const count = z.number();
const migrationWire = z.object({
  id: z.string(),
  status: z.enum(['running', 'done', 'failed']),
  progress: z.object({ total: count.nullable(), done: count, moved: count, unchanged: count, refused: count }),
});
const pageSchema = migrationWire.extend({
  refused: z.array(
    z.object({ subscriptionId: z.string(), customerId: z.string(), code: z.string(), detail: z.string() }),
  ),
  nextCursor: z.string().nullable(),
});

const call = async ({ url, key }: Target, path: string, body?: object): Promise<unknown> => {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text);
};

/** Milliseconds between two looks. */
const pace = 1000;

const watch = async (target: Target, path: string) => {
  const bar = new SingleBar(
    { format: '{bar} {value}/{total} subscriptions, {refused} refused' },
    Presets.shades_classic,
  );
  bar.start(0, 0, { refused: 0 });
  try {
    for (;;) {
      const migration = pageSchema.parse(await call(target, `${path}?limit=1`));
      const { total, done, refused } = migration.progress;
      bar.setTotal(total ?? 0);
      bar.update(done, { refused });
      if (migration.status !== 'running') return migration;
      await sleep(pace);
    }
  } finally {
    bar.stop();
  }
};

const printRefused = async (target: Target, path: string): Promise<void> => {
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const page: z.output<typeof pageSchema> = pageSchema.parse(await call(target, `${path}${query}`));
    for (const { subscriptionId, customerId, code, detail } of page.refused) {
      process.stdout.write(`  ${subscriptionId}  ${customerId}  ${code}: ${detail}\n`);
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
};

const run = async (): Promise<void> => {
  const { values, plan, to, at, from, toPlan } = readArguments();
  const target = await targetOf(values);
  const path = `/plans/${encodeURIComponent(plan)}/migrations`;
  const body = { toVersion: to, at, fromVersion: from, toPlanId: toPlan };
  const { id } = migrationWire.parse(await call(target, path, body));
  const { status, progress } = await watch(target, `${path}/${id}`);
  const { moved, unchanged, refused } = progress;
  process.stdout.write(`${id} ${status}: ${moved} moved, ${unchanged} unchanged, ${refused} refused\n`);
  await printRefused(target, `${path}/${id}`);
  if (status === 'failed' || refused > 0) process.exitCode = 1;
};

await runCommand(usage, run);
