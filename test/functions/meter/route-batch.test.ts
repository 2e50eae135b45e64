import { describe, expect, it } from 'vitest';
import { meterKey } from '../../../functions/catalog/ids.ts';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import { routeBatch } from '../../../functions/meter/route-batch.ts';
import { decimal, plain } from '../../../functions/money/decimal.ts';

const at = (hour: string) => parseInstant(`2026-10-01T${hour}:00:00Z`);
const counting = (hour: string, quantity = '1', group = '') => ({
  meter: meterKey('minutes'),
  window: at(hour),
  group,
  quantity: decimal(quantity),
});
const route = (closedThrough: string | null, ...countings: readonly ReturnType<typeof counting>[]) =>
  routeBatch(countings, closedThrough === null ? null : at(closedThrough)).map(
    ({ counter, sum, events }) => `${counter} ${plain(sum)} ${plain(events)}`,
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

  it('one increment a counter: 0.1 + 0.2 = 0.3, two events', () => {
    expect(route(null, counting('05', '0.1'), counting('05', '0.2'), counting('05', '-7', '4K'))).toEqual([
      'minutes#2026-10-01T05:00 0.3 2',
      'minutes#2026-10-01T05:00#4K -7 1',
    ]);
  });
});
