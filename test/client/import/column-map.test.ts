import { describe, expect, it } from 'vitest';
import { columnMap, type Mapping, rowToEvent } from '../../../client/import/column-map.ts';
import { UsageError } from '../../../client/import/import-error.ts';

const mapping = (
  columns: Record<string, string> = {},
  constants: Record<string, string> = {},
  source?: string,
): Mapping => ({
  columns: new Map(Object.entries(columns)),
  constants: new Map(Object.entries(constants)),
  source,
});
const usual = ['id', 'source', 'type', 'subject', 'time'];
const row = ['e1', 'cron', 'used', 'cust_1', '2026-10-03T14:11:09Z'];
const event = (header: readonly string[], cells: readonly string[], given = mapping()): unknown =>
  JSON.parse(rowToEvent(cells, columnMap(header, given)));
const attributes = {
  specversion: '1.0',
  id: 'e1',
  source: 'cron',
  type: 'used',
  subject: 'cust_1',
  time: '2026-10-03T14:11:09Z',
};

describe('a row becomes an event', () => {
  it('the remaining columns are its data, and quantities stay strings', () => {
    const cells = [...row, '12345678901234567890.10', '4K'];
    expect(event([...usual, 'minutes', 'resolution'], cells)).toEqual({
      ...attributes,
      data: { minutes: '12345678901234567890.10', resolution: '4K' },
    });
  });

  it('with data. columns, just these are', () => {
    expect(event([...usual, 'data.minutes', 'note'], [...row, '5', 'hello'])).toEqual({
      ...attributes,
      data: { minutes: '5' },
    });
    expect(columnMap([...usual, 'data.minutes', 'note'], mapping()).unused).toEqual(['note']);
  });

  it('an empty cell is no value', () => {
    expect(event([...usual, 'minutes'], ['e1', '', 'used', 'cust_1', '', ''])).toEqual({
      specversion: '1.0',
      id: 'e1',
      type: 'used',
      subject: 'cust_1',
      data: {},
    });
  });

  it('by other columns and constants, when told so', () => {
    const given = mapping({ subject: 'customer', id: 'job', 'data.minutes': 'duration' }, { type: 'used' }, 'cron');
    expect(
      event(['job', 'customer', 'time', 'duration'], ['e1', 'cust_1', '2026-10-03T14:11:09Z', '5'], given),
    ).toEqual({
      ...attributes,
      data: { minutes: '5' },
    });
  });

  it('a column named as what objects inherit is a column like others', () => {
    expect(rowToEvent([...row, '5'], columnMap([...usual, '__proto__'], mapping()))).toContain(
      '"data":{"__proto__":"5"}',
    );
  });

  it.each([
    ['no id', ['type', 'subject', 'time'], mapping()],
    ['no time', ['id', 'type', 'subject'], mapping()],
    ['a mapping to a column that is not there', usual, mapping({ subject: 'customer' })],
    ['a column that is there twice', [...usual, 'minutes', 'minutes'], mapping()],
  ])('%s is refused before anything is sent', (_, header, given) => {
    expect(() => columnMap(header, given)).toThrow(UsageError);
  });
});
