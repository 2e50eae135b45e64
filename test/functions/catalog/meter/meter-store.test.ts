import { beforeEach, describe, expect, it } from 'vitest';
import { CatalogApi } from '../catalog-api.ts';

/** A value of a filter has up to 256 characters, here of three bytes each. */
const wide = '計'.repeat(250);
const meterWith = (filters: number, values: number) => ({
  ...{ key: 'minutes', name: 'Minutes', eventType: 'job.done', aggregation: 'count' },
  filters: Array.from({ length: filters }, (_, at) => ({
    ...{ property: `p${at}`, op: 'in' },
    values: Array.from({ length: values }, (_, of) => `${of}${wide}`),
  })),
});

let api: CatalogApi;
beforeEach(() => {
  api = new CatalogApi();
});

describe('what would not fit into an item', () => {
  it('is refused before anything is written: 10 filters of 100 values with 750 bytes take more than 700 KB', async () => {
    expect(await api.refusal('POST /meters', meterWith(10, 100))).toEqual({
      ...{ status: 400, code: 'item_too_large', pointer: '' },
    });
    expect(api.table.items.size).toBe(0);
  });

  it('and what does is made', async () => {
    expect((await api.call('POST /meters', meterWith(3, 100))).status).toBe(201);
  });
});
