import { describe, expect, it } from 'vitest';
import { isClosed, refuseClosed } from '../../../functions/ingest/closed-period.ts';
import { claimKeyOf, type UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { type Instant, parseInstant, plusMilliseconds } from '../../../functions/kernel/instant.ts';
import { usageEvent } from './sample.ts';

const watermark = parseInstant('2026-10-01T00:00:00Z');
const before = plusMilliseconds(watermark, -1);
const refused = (event: UsageEvent, claimed: readonly UsageEvent[] = [], closed: readonly Instant[] = [watermark]) => {
  const hashes = new Map(claimed.map((one) => [claimKeyOf(one), one.hash]));
  const watermarks = new Map(closed.map((at) => ['cust_8821', at]));
  const verdicts = [{ id: event.id, validated: { ok: true, event, unreadable: [] } }] as const;
  return refuseClosed(verdicts, hashes, watermarks).flatMap(({ validated }) =>
    validated.ok ? [] : [validated.mistake.code],
  );
};

describe('the watermark is the first instant that is open', () => {
  it.each([
    ['a millisecond before it', before, watermark, true],
    ['at it', watermark, watermark, false],
    ['while nothing is closed', before, null, false],
    ['of a customer without one', before, undefined, false],
  ])('%s: closed is %#', (_, time, closedThrough, expected) => {
    expect(isClosed(usageEvent({ time }), closedThrough)).toBe(expected);
  });
});

describe('under the policy `reject` an event of a closed period is refused', () => {
  it.each([
    ['before the watermark', usageEvent({ time: before }), ['period_closed']],
    ['after it', usageEvent({ time: watermark }), []],
  ])('%s', (_, event, codes) => expect(refused(event)).toEqual(codes));

  it('not one that is claimed already: it is a duplicate or a conflict, as ever', () => {
    const event = usageEvent({ time: before });
    expect(refused(event, [event])).toEqual([]);
  });

  it('not one of a customer whose periods are all open', () => {
    expect(refused(usageEvent({ time: before }), [], [])).toEqual([]);
  });
});
