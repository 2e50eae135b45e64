import { latePolicies, latePolicyVariable } from '../../ingest/contract.ts';
import { type Instant, plusMilliseconds, toMilliseconds } from '../../kernel/instant.ts';
import { wallClock } from '../../platform/clock.ts';
import { environmentChoice } from '../../platform/environment.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { log } from '../../platform/log.ts';
import { type DeadLetter, deadLetterOf, whyItStays } from './dead-letter.ts';
import { deadLetterRoutes } from './dead-letter-routes.ts';
import { depth, moveBack, type ReceivedMessage, receive, release } from './redrive-queue.ts';

/** Seconds that listing hides messages from others, in case it ends before it lets them go. */
const lookSeconds = 20;
/** Seconds that a redrive hides the messages that it leaves, so that the redrives after it find others. */
const asideSeconds = 120;
/** Milliseconds after which a redrive takes no further messages. API Gateway waits for 29 seconds. */
const maxTime = 20_000;

export const handler = httpApi(deadLetterRoutes, {
  listDeadLetters: async ({ query: { limit } }) => {
    const before = await depth();
    const found: ReceivedMessage[] = [];
    for await (const messages of receive(limit, lookSeconds)) found.push(...messages);
    await release(found);
    const approximateCount = Math.max(before.waiting, found.length);
    return { json: { approximateCount, ...hiding(before.hidden), data: found.map(deadLetterOf) } };
  },
  redriveDeadLetters: async ({ body: { limit, before } }) => {
    const latePolicy = environmentChoice(latePolicyVariable, latePolicies);
    const end = toMilliseconds(wallClock()) + maxTime;
    const kept: DeadLetter[] = [];
    let moved = 0;
    let left = 0;
    for await (const received of receive(limit, asideSeconds)) {
      const messages = received.filter((message) => before === undefined || wasSentBefore(message, before));
      const staying = messages.flatMap((message) => {
        const mistake = whyItStays(message, latePolicy);
        return mistake === undefined ? [] : [{ message, mistake }];
      });
      const stays = new Set(staying.map(({ message }) => message));
      const going = messages.filter((message) => !stays.has(message));
      await Promise.all(going.map(moveBack));
      moved += going.length;
      left += received.length - going.length;
      kept.push(
        ...staying.map(({ message, mistake: { code, detail } }) => ({ ...deadLetterOf(message), code, detail })),
      );
      if (toMilliseconds(wallClock()) > end) break;
    }
    log.info('redrive', { moved, kept: kept.length });
    const { waiting, hidden } = await depth();
    return { json: { moved, kept, remaining: waiting, ...hiding(Math.max(hidden, left)) } };
  },
});

/** What an answer says of hidden messages. Nothing hides them for longer than a redrive does. */
const hiding = (hidden: number) => ({
  hidden,
  hiddenUntil: hidden === 0 ? null : plusMilliseconds(wallClock(), asideSeconds * 1000),
});

const wasSentBefore = ({ sentAt }: ReceivedMessage, before: Instant): boolean =>
  sentAt === undefined || Number(sentAt) < toMilliseconds(before);
