import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { z } from 'zod';
import { runCommand } from './command.ts';
import { type Target, targetOf, targetOptions, targetUsage } from './target.ts';

/** Moves all dead letters back into the event queue over the HTTP API, a hundred a call. Those that come to the dead letters
 *  only after the command has begun are left there. */
const usage = `npm run redrive -- [options]

${targetUsage}`;

const answerSchema = z.object({
  moved: z.number(),
  kept: z.array(z.object({ messageId: z.string(), code: z.string(), detail: z.string().nullable() })),
  remaining: z.number(),
  hidden: z.number(),
  hiddenUntil: z.string().nullable(),
});
type Answer = z.output<typeof answerSchema>;

const redrive = async ({ url, key }: Target, before: string): Promise<Answer> => {
  const response = await fetch(`${url}/dead-letters/redrive`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ limit: 100, before }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return answerSchema.parse(JSON.parse(text));
};

/** The most answers in a row that moved and kept nothing, though messages are waiting. By then those that came after the
 *  beginning have been looked at and put aside, or they come faster than that. */
const patience = 10;

const run = async (): Promise<void> => {
  const target = await targetOf(parseArgs({ options: targetOptions }).values);
  const bar = new SingleBar({ format: '{bar} {value}/{total} messages, {kept} kept' }, Presets.shades_classic);
  bar.start(0, 0, { kept: 0 });
  const kept = new Map<string, string>();
  const begun = new Date().toISOString();
  let moved = 0;
  let idle = 0;
  let last: Answer;
  for (;;) {
    const answer = await redrive(target, begun);
    last = answer;
    moved += answer.moved;
    for (const { messageId, code, detail } of answer.kept) kept.set(messageId, `${code}: ${detail ?? ''}`);
    bar.setTotal(moved + kept.size + answer.remaining);
    bar.update(moved + kept.size, { kept: kept.size });
    if (answer.moved + answer.kept.length === 0 && (answer.remaining === 0 || ++idle === patience)) break;
  }
  bar.stop();
  process.stdout.write(`${moved} moved back, ${kept.size} kept\n`);
  for (const [messageId, reason] of kept) process.stdout.write(`  ${messageId}  ${reason}\n`);
  if (last.hidden > kept.size)
    process.stdout.write(
      `${last.hidden - kept.size} more are hidden, since a call has just looked at them. Try again at ${last.hiddenUntil}.\n`,
    );
};

await runCommand(usage, run);
