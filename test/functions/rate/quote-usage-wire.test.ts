import { describe, expect, it } from 'vitest';
import { plain } from '../../../functions/money/decimal.ts';
import { parse } from '../../../functions/platform/validation.ts';
import type { Counted } from '../../../functions/rate/metered.ts';
import { usageSchema } from '../../../functions/rate/quote-usage-wire.ts';

const fourK = { values: { resolution: '4K' }, quantity: '10', events: '2' };
const hd = { values: { resolution: 'HD' }, quantity: '5' };

const counted = ({ quantity, events }: Counted) => [plain(quantity), plain(events)];
const read = (input: unknown) => {
  const { groups, ...total } = parse(usageSchema, input);
  return { total: counted(total), groups: groups.map((group) => [group.values, ...counted(group)]) };
};

describe('usage of a quote: a quantity, or what is known beside it', () => {
  it.each<[unknown, readonly string[], readonly unknown[]]>([
    ['3400', ['3400', '0'], []],
    ['-3', ['-3', '0'], []],
    [{ quantity: '3400' }, ['3400', '0'], []],
    [{ quantity: '3400', events: '12' }, ['3400', '12'], []],
  ])('%j is %j by events in groups %j', (input, total, groups) => {
    expect(read(input)).toEqual({ total, groups });
  });

  it('without a total, the groups add up to it', () => {
    expect(read({ groups: [fourK, hd] })).toEqual({
      total: ['15', '2'],
      groups: [
        [fourK.values, '10', '2'],
        [hd.values, '5', '0'],
        [{}, '0', '0'],
      ],
    });
  });

  it('what of a total is in no group has no value: 40 − 15, by 6 − 2 events', () => {
    expect(read({ quantity: '40', events: '6', groups: [fourK, hd] }).groups.at(-1)).toEqual([{}, '25', '4']);
  });
});

describe('usage of a quote: what is wrong is named with its code and place', () => {
  it.each<[unknown, string, string]>([
    [3400, 'not_a_decimal_string', ''],
    [null, 'not_a_decimal_string', ''],
    ['1e3', 'not_a_decimal_string', ''],
    ['9'.repeat(39), 'too_many_digits', ''],
    [[], 'invalid_type', ''],
    [{}, 'required', '/quantity'],
    [{ quantity: 3400 }, 'not_a_decimal_string', '/quantity'],
    [{ quantity: '1', unit: 'GB' }, 'unknown_field', '/unit'],
    [{ quantity: '1', events: '1.5' }, 'not_a_whole_number', '/events'],
    [{ quantity: '1', events: '-1' }, 'negative_quantity', '/events'],
    [{ groups: [hd, { values: {} }] }, 'required', '/groups/1/quantity'],
    [{ groups: [hd, { ...hd, values: { resolution: 4 } }] }, 'invalid_type', '/groups/1/values/resolution'],
    [{ quantity: '14', groups: [fourK, hd] }, 'groups_exceed_total', '/quantity'],
    [{ quantity: '15', events: '1', groups: [fourK, hd] }, 'groups_exceed_total', '/events'],
    [{ groups: Array.from({ length: 1_001 }, () => hd) }, 'invalid_too_big', '/groups'],
  ])('%j: %s at %s', (input, code, pointer) => {
    expect(() => read(input)).toThrow(
      expect.objectContaining({ mistakes: [expect.objectContaining({ code, pointer })] }),
    );
  });
});
