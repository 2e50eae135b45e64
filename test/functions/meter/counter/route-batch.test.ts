import { describe, expect, it } from 'vitest';
import { meterKey } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { beats } from '../../../../functions/meter/counter/best.ts';
import type { Counting, Taken } from '../../../../functions/meter/counter/countings.ts';
import { type Change, routeBatch } from '../../../../functions/meter/counter/route-batch.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';

const at = (hour: string) => parseInstant(`2026-10-01T${hour}:00:00Z`);
const take = (taken: Taken, hour = '05', group: string | null = null): Counting => ({
  ...{ meter: meterKey('minutes'), window: at(hour), group, taken },
});
const counting = (hour: string, quantity = '1', group: string | null = null) =>
  take({ kind: 'added', value: decimal(quantity) }, hour, group);
const shown = (change: Change): string =>
  change.kind === 'add' ? plain(change.sum) : `${change.candidate.by} ${plain(change.candidate.value)}`;
const route = (closedThrough: string | null, ...countings: readonly Counting[]) =>
  routeBatch(countings, closedThrough === null ? null : at(closedThrough)).map(
    (change) => `${change.counter} ${shown(change)} ${plain(change.events)}`,
  );

describe('a counting goes to its window, or is late, by the watermark', () => {
  it('while nothing is closed, nothing is late', () => {
    expect(route(null, counting('05'))).toEqual(['minutes#2026-10-01T05:00 1 1']);
  });

  it('a window that starts at the watermark is in time, the one before it late', () => {
    expect(route('05', counting('05'), counting('04'))).toEqual([
      'minutes#2026-10-01T05:00 1 1',
      'LATE#2026-10-01T05:00#minutes#2026-10-01T04:00 1 1',
    ]);
  });

  it('late ones are kept by the watermark they met: two epochs, two counters', () => {
    expect(route('05', counting('01'))).not.toEqual(route('06', counting('01')));
  });

  it('one change a counter: 0.1 + 0.2 = 0.3, two events', () => {
    expect(route(null, counting('05', '0.1'), counting('05', '0.2'), counting('05', '-7', '4K'))).toEqual([
      'minutes#2026-10-01T05:00 0.3 2',
      'minutes#2026-10-01T05:00#4K -7 1',
    ]);
  });
});

describe('a counter that keeps a best is offered the best of the batch', () => {
  const best = (by: 'max' | 'min', ...values: readonly string[]) =>
    route(null, ...values.map((value) => take({ kind: 'compared', by, value: decimal(value) })));
  const latest = (...values: readonly (readonly [at: string, value: string])[]) =>
    route(null, ...values.map(([at, value]) => take({ kind: 'compared', by: 'latest', value: decimal(value), at })));

  it('the greatest of 2, 10 and -3 is 10, of three events: by value, not by text', () => {
    expect(best('max', '2', '10', '-3')).toEqual(['minutes#2026-10-01T05:00 max 10 3']);
  });

  it('the smallest is -3', () => {
    expect(best('min', '2', '10', '-3')).toEqual(['minutes#2026-10-01T05:00 min -3 3']);
  });

  it('the latest is the one with the last time, in whatever order they come', () => {
    const [first, last] = [['2026-10-01T05:00#a#1', '7'] as const, ['2026-10-01T05:30#a#2', '2'] as const];
    expect(latest(first, last)).toEqual(['minutes#2026-10-01T05:00 latest 2 2']);
    expect(latest(last, first)).toEqual(latest(first, last));
  });

  it('at the same time the id decides, so that the order of delivery does not', () => {
    const [a, b] = [['2026-10-01T05:00#a#1', '7'] as const, ['2026-10-01T05:00#a#2', '2'] as const];
    expect(latest(a, b)).toEqual(latest(b, a));
  });

  it('late ones by the watermark they met, with a best of their own', () => {
    const late = take({ kind: 'compared', by: 'max', value: decimal('9') }, '04');
    const onTime = take({ kind: 'compared', by: 'max', value: decimal('1') }, '05');
    expect(route('05', late, onTime)).toEqual([
      'LATE#2026-10-01T05:00#minutes#2026-10-01T04:00 max 9 1',
      'minutes#2026-10-01T05:00 max 1 1',
    ]);
  });

  it.each([
    ['max', '5', false],
    ['max', '5.01', true],
    ['min', '5', false],
    ['min', '4.99', true],
  ] as const)('the same again is no better: %s of %s after 5: %s', (by, value, expected) => {
    const had = { value: decimal('5'), at: null };
    expect(beats({ kind: 'compared', by, value: decimal(value) }, had)).toBe(expected);
  });
});

describe('each distinct value has a counter, in its window and group', () => {
  it('a twice and b once: two counters, of 2 events and of 1', () => {
    const [a, b] = [
      take({ kind: 'distinct', value: 'a' }, '05', 'eu'),
      take({ kind: 'distinct', value: 'b' }, '05', 'eu'),
    ];
    expect(route(null, a, b, a)).toEqual(['minutes#2026-10-01T05:00#eu#=a 2 2', 'minutes#2026-10-01T05:00#eu#=b 1 1']);
  });
});
