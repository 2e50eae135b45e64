import type { Instant } from '../kernel/instant.ts';
import { onceByKey } from '../kernel/once-by-key.ts';
import { wallClock } from '../platform/clock.ts';
import { environmentChoice, environmentNumber } from '../platform/environment.ts';
import { plainHttpApi, type Reply } from '../platform/http/plain-http-api.ts';
import { problem, told } from '../platform/http/problem.ts';
import { log } from '../platform/log.ts';
import { type Admission, admit, type Verdict } from './admit.ts';
import { claimedHashes } from './claim-store.ts';
import { refuseClosed } from './closed-period.ts';
import { recordConflicts } from './conflict-store.ts';
import { latePolicies, latePolicyVariable, maxEventAgeVariable } from './contract.ts';
import { enqueue } from './event-queue.ts';
import { sendEvents } from './event-routes.ts';
import { timeBounds, timeMistake } from './event-time.ts';
import { packMessages } from './message.ts';
import { metersByType } from './meters-by-type-service.ts';
import { type Inputs, readBody } from './read-body.ts';
import { testClockNow } from './test-clock-time-store.ts';
import type { UsageEvent } from './usage-event.ts';
import { validateEvent } from './validate-event.ts';
import { watermarksOf } from './watermark-store.ts';

export const handler = plainHttpApi(
  { sendEvents },
  {
    sendEvents: async ({ text, headers }) => {
      const now = wallClock();
      const { events, ambiguous, pointer } = readBody(text, headers['content-type'] ?? '');
      const metersOf = await metersByType(now);
      const verdicts = await checkTimes(
        events.map((input, index) => {
          const mistake = ambiguous.get(index);
          return mistake === undefined
            ? { id: idOf(input), validated: validateEvent(input, metersOf) }
            : { id: mistake.pointer === '/id' ? null : idOf(input), validated: { ok: false, mistake } };
        }),
        now,
      );
      const claimed = await claimedHashes(eventsOf(verdicts));
      const admission = admit(await checkPeriods(verdicts, claimed), claimed);
      await recordConflicts(admission.conflicts, 'ingest', now);
      await enqueue(packMessages(admission.accepted));
      return answer(admission, events.length, pointer);
    },
  },
);

/** Entries of an answer that tell which meter cannot read which event. They are mostly the same mistake again and again, and a
 *  thousand events of ten meters would make an answer of megabytes. */
const maxUnreadable = 100;

/** The id of an event as it came, for the answer: the event may be faulty. */
const idOf = (input: unknown): string | null =>
  typeof input === 'object' && input !== null && 'id' in input && typeof input.id === 'string'
    ? input.id.slice(0, 256)
    : null;

/** Refuses events whose time is not acceptable. Only where the wall clock refuses an event, the test clock of its
 *  customer is asked, so that the usual event costs no read. */
const checkTimes = async (verdicts: readonly Verdict[], now: Instant): Promise<readonly Verdict[]> => {
  const days = environmentNumber(maxEventAgeVariable);
  const bounds = timeBounds([now], days);
  const clockOf = onceByKey(testClockNow);
  const judge = async (verdict: Verdict, { time, customer }: UsageEvent): Promise<Verdict> => {
    const clock = await clockOf(customer);
    const mistake = timeMistake(time, clock === undefined ? bounds : timeBounds([now, clock], days));
    return mistake === undefined ? verdict : { ...verdict, validated: { ok: false, mistake } };
  };
  return Promise.all(
    verdicts.map((verdict) =>
      verdict.validated.ok && timeMistake(verdict.validated.event.time, bounds) !== undefined
        ? judge(verdict, verdict.validated.event)
        : verdict,
    ),
  );
};

const eventsOf = (verdicts: readonly Verdict[]) =>
  verdicts.flatMap(({ validated }) => (validated.ok ? [validated.event] : []));

/** Refuses events of closed periods where the deployment wants that. Elsewhere no watermark is read. */
const checkPeriods = async (verdicts: readonly Verdict[], claimed: ReadonlyMap<string, string>) =>
  environmentChoice(latePolicyVariable, latePolicies) === 'reject'
    ? refuseClosed(verdicts, claimed, await watermarksOf(eventsOf(verdicts).map(({ customer }) => customer)))
    : verdicts;

/** Answers 202 where anything was taken or known already, and 400 where every event was refused. */
const answer = (
  { accepted, duplicates, rejected, unreadable }: Admission,
  events: number,
  pointer: Inputs['pointer'],
): Reply => {
  const shown = { unreadable: unreadable.slice(0, maxUnreadable).map(told), unreadableCount: unreadable.length };
  const body = { accepted: accepted.length, duplicates, rejected: rejected.map(told), ...shown };
  const refused = { duplicates: duplicates.length, rejected: rejected.length };
  // They come with the line that is written of each request: one line a request is enough.
  log.appendKeys({ accepted: accepted.length, ...refused, unreadable: unreadable.length });
  const [first] = rejected;
  if (first === undefined || rejected.length < events) return { json: body };
  return {
    json: { ...problem(400, first.code, first.detail), pointer: pointer(first.index) + first.pointer, ...body },
    status: 400,
    headers: { 'content-type': 'application/problem+json' },
  };
};
