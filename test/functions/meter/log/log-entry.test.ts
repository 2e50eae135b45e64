import { expect, it } from 'vitest';
import { packEntry, unpackEntry } from '../../../../functions/meter/log/log-entry.ts';
import { usageEvent } from '../../ingest/sample.ts';

const events = (count: number, note: string) =>
  Array.from({ length: count }, (_, n) => usageEvent({ id: `e${n}`, data: { minutes: '5', note } }));

it.each([
  [1, 'usual'],
  [1000, 'usual'],
  [300, '€ \n " \uffff'.repeat(100)],
])('%i events of a batch read back from the log: %j', (count, note) => {
  const packed = packEntry(events(count, note));
  expect(unpackEntry(packed)).toEqual(events(count, note));
});

it('100 events of one sender take less than 30 bytes each', () => {
  expect(packEntry(events(100, 'usual')).byteLength).toBeLessThan(3000);
});
