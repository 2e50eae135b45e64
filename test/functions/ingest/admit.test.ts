import { describe, expect, it } from 'vitest';
import { admit } from '../../../functions/ingest/admit.ts';
import type { Unreadable } from '../../../functions/ingest/judge-event.ts';
import { claimKeyOf, type UsageEvent } from '../../../functions/ingest/usage-event.ts';
import { meterKey } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { usageEvent } from './sample.ts';

const ok = (event: UsageEvent, unreadable: readonly Unreadable[] = []) => ({
  id: event.id,
  validated: { ok: true, event, unreadable } as const,
});
const bad = { code: 'time_required', pointer: '/time', detail: '"time" is required and never made up.' };
const a = usageEvent({ id: 'a' });
const laterA = usageEvent({ id: 'a', time: parseInstant('2026-10-04T00:00:00Z') });
const otherA = usageEvent({ id: 'a', data: { minutes: 5 } });
const b = usageEvent({ id: 'b' });

describe('each event of a request has one fate, the first of a key decides', () => {
  it('new ones are accepted, bad ones rejected at their place', () => {
    expect(admit([ok(a), { id: null, validated: { ok: false, mistake: bad } }, ok(b)], new Map())).toEqual({
      accepted: [a, b],
      duplicates: [],
      rejected: [{ index: 1, id: null, ...bad }],
      unreadable: [],
      conflicts: [],
    });
  });

  it('a meter that cannot read an accepted event is told at its place; of a duplicate it was told before', () => {
    const mistake = { code: 'quantity_missing', pointer: '/data/minutes', detail: 'The meter needs it.' };
    const { accepted, unreadable } = admit(
      [ok(b), ok(a, [{ meter: meterKey('minutes'), mistake }]), ok(laterA, [{ meter: meterKey('minutes'), mistake }])],
      new Map(),
    );
    expect([accepted, unreadable]).toEqual([[b, a], [{ index: 1, id: 'a', meter: 'minutes', ...mistake }]]);
  });

  it('the same again within the request is a duplicate, whatever its time', () => {
    expect(admit([ok(a), ok(laterA), ok(b), ok(a)], new Map())).toMatchObject({
      accepted: [a, b],
      duplicates: [
        { index: 1, id: 'a' },
        { index: 3, id: 'a' },
      ],
      rejected: [],
    });
  });

  it('other content within the request is a conflict: "5" is not 5', () => {
    const admission = admit([ok(a), ok(otherA), ok(a)], new Map());
    expect(admission.accepted).toEqual([a]);
    expect(admission.duplicates).toEqual([{ index: 2, id: 'a' }]);
    expect(admission.rejected).toMatchObject([{ index: 1, id: 'a', code: 'conflict', pointer: '/id' }]);
    expect(admission.conflicts).toEqual([{ event: otherA, claimedHash: a.hash }]);
  });

  it('a rejected event takes no id: a good one behind it does', () => {
    expect(admit([{ id: 'a', validated: { ok: false, mistake: bad } }, ok(a)], new Map()).accepted).toEqual([a]);
  });

  it('what is claimed already is a duplicate or a conflict, by its content', () => {
    const claimed = new Map([[claimKeyOf(a), a.hash]]);
    expect(admit([ok(laterA), ok(otherA)], claimed)).toMatchObject({
      accepted: [],
      duplicates: [{ index: 0 }],
      rejected: [{ index: 1, code: 'conflict' }],
    });
  });

  it('the same id of another source is another event', () => {
    const elsewhere = usageEvent({ id: 'a', source: 'other', data: {} });
    expect(admit([ok(a), ok(elsewhere)], new Map()).accepted).toEqual([a, elsewhere]);
  });
});
