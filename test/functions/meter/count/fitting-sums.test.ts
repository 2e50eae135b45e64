import { describe, expect, it } from 'vitest';
import type { Meter } from '../../../../functions/catalog/meter/meter.ts';
import { meterKey } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { fittingSums } from '../../../../functions/meter/count/fitting-sums.ts';
import { countingsOf } from '../../../../functions/meter/counter/countings.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { minutes, usageEvent } from '../../ingest/sample.ts';

const huge = `1${'0'.repeat(37)}`;
const nines = '9'.repeat(38);
const counter = 'minutes#2026-10-03T14:00';
const peak: Meter = { ...minutes, key: meterKey('peak'), measure: { aggregation: 'max', valueProperty: 'minutes' } };

const sort = (before: string, amounts: readonly string[], meters: readonly Meter[] = [minutes]) => {
  const events = amounts.flatMap((amount) => {
    return [countingsOf(usageEvent({ id: amount, data: { minutes: amount } }), meters, 60)];
  });
  const { fitting, tooPrecise } = fittingSums(events, new Map([[counter, decimal(before)]]), null);
  return { fitting: fitting.map(({ event }) => event.id), tooPrecise: tooPrecise.map(({ event }) => event.id) };
};

describe('a counter keeps 38 digits: an event that would need more is set aside, the others are not', () => {
  it.each([
    ['10^37 + 5: 38 digits', huge, ['5'], []],
    ['10^37 + 0.1: 39 digits; 5 beside it fits', huge, ['5'], ['0.1']],
    ['the first comes first: 0.1, and then 10^37 does not fit', '0', ['0.1'], [huge]],
    ['38 nines and 1 are one digit again', nines, ['1'], []],
    ['38 nines and 0.1 are 39', nines, [], ['0.1']],
    ['10^37 − 10^37 leaves room for 0.01, but not in one number: 0.01 − 10^37', huge, [`-${huge}`], ['0.01']],
  ])('%s', (_, before, fitting, tooPrecise) => {
    expect(sort(before, [...fitting, ...tooPrecise])).toEqual({ fitting, tooPrecise });
  });

  it('what keeps a best adds up nothing', () => {
    expect(sort('0', [huge, '0.1'], [peak])).toEqual({ fitting: [huge, '0.1'], tooPrecise: [] });
  });

  it('says which counter, what it has and what does not go with it', () => {
    const countable = countingsOf(usageEvent({ data: { minutes: '0.1' } }), [minutes], 60);
    const events = [countable];
    const { tooPrecise } = fittingSums(events, new Map([[counter, decimal(huge)]]), null);
    expect(tooPrecise.map(({ mistake }) => mistake)).toEqual([
      {
        code: 'sum_too_precise',
        pointer: '/data',
        detail: `${huge} and 0.1 in "${counter}" come to more than 38 digits. Void what is out of proportion, then redrive.`,
      },
    ]);
  });

  it('by the watermark: late ones go to a counter of their own', () => {
    const countable = countingsOf(usageEvent({ data: { minutes: '0.1' } }), [minutes], 60);
    const closed = parseInstant('2026-11-01T00:00:00Z');
    const { fitting } = fittingSums([countable], new Map([[counter, decimal(huge)]]), closed);
    expect(fitting).toHaveLength(1);
  });
});
