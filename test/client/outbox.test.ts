import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox, type Recorded } from '../../client/outbox.ts';

const bounds = { maxQueuedEvents: 50, maxQueuedBytes: 2000, maxBatchEvents: 7, maxBatchBytes: 300 };

type Step = { readonly do: 'add'; readonly bytes: number } | { readonly do: 'take' | 'settle' | 'drop' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), bytes: fc.integer({ min: 1, max: 298 }) }),
  fc.record({ do: fc.constantFrom('take' as const, 'settle' as const, 'drop' as const) }),
);

describe('the outbox', () => {
  it('holds its bounds, keeps the order, and loses nothing, whatever is done to it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const outbox = new Outbox(bounds);
        const underWay: (readonly Recorded[])[] = [];
        const gone: number[] = [];
        let n = 0;
        for (const action of steps) {
          if (action.do === 'add' && outbox.hasRoom(action.bytes))
            outbox.add({ n: ++n, text: '', bytes: action.bytes, recordedAt: 0 });
          if (action.do === 'take') underWay.push(outbox.take());
          if (action.do === 'drop') gone.push(...[outbox.dropOldest()?.n ?? []].flat());
          if (action.do === 'settle') {
            const batch = underWay.shift() ?? [];
            outbox.settle(batch);
            gone.push(...batch.map((event) => event.n));
          }
          expect(outbox.events).toBeLessThanOrEqual(bounds.maxQueuedEvents);
          expect(outbox.bytes).toBeLessThanOrEqual(bounds.maxQueuedBytes);
        }
        expect(gone.length + outbox.events).toBe(n);
        expect(new Set(gone).size).toBe(gone.length);
        const left = Array.from({ length: n }, (_, index) => index + 1).filter((number) => !gone.includes(number));
        expect(outbox.oldest).toBe(left[0]);
        for (const batch of underWay) {
          expect(batch.length).toBeLessThanOrEqual(bounds.maxBatchEvents);
          const body = batch.reduce((total, { bytes }) => total + bytes + 1, 1);
          expect(body).toBeLessThanOrEqual(bounds.maxBatchBytes);
          expect(batch.map((event) => event.n)).toEqual([...batch.map((event) => event.n)].sort((a, b) => a - b));
        }
      }),
    );
  });
});
