import { describe, expect, it } from 'vitest';
import {
  type Before,
  byLine,
  creditedLines,
  restOfLines,
} from '../../../../functions/invoice/credit-note/credit-lines.ts';
import { creditedByLine } from '../../../../functions/invoice/credit-note/uncredited.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { money, settledToWire } from '../../../../functions/money/money.ts';
import { drafted, minutes, planOf } from '../transcoding.ts';

const draft = drafted(planOf(minutes));
const { lines: billed, currency: currencyOf } = draft;
const usd = (text: string) => money(decimal(text), currencyOf);
const count = 1000;
const ids = Array.from({ length: count }, (_, index) => `line_${index}`);
const lines = ids.flatMap((id) => billed.slice(0, 1).map((line) => ({ ...line, id, amount: usd('10.00') })));

/** What a note took of a line, which counts how often somebody asks for whose line it is. */
let reads = 0;
const part = (id: string, amount: string) => ({
  ...{ quantity: null, amount: usd(amount), discount: null, total: null, description: 'x' },
  get lineId() {
    reads += 1;
    return id;
  },
});
const noted = ids.flatMap((id) => [part(id, '3.00'), part(id, '1.00')]);
const before: Before = { credited: noted, cameBack: new Map() };

describe('parts of lines are found by their line, each looked at once and not once for every line', () => {
  it('of 10.00, 3.00 and 1.00 were taken back: 6.00 are left of each of 1,000 lines', () => {
    reads = 0;
    const rest = restOfLines({ ...draft, lines }, before);
    expect(new Set(rest.map(({ amount }) => settledToWire(amount)))).toEqual(new Set(['6.00']));
    expect(reads).toBeLessThanOrEqual(2 * noted.length);
  });

  it('and 4.00 were taken back by notes', () => {
    reads = 0;
    const notes = [{ lines: noted, total: usd('4000.00') }];
    const taken = creditedByLine({ ...draft, lines, total: usd('10000.00') }, notes);
    expect(new Set([...taken.values()].map(({ amount }) => settledToWire(amount)))).toEqual(new Set(['4.00']));
    expect(taken.size).toBe(count);
    expect(reads).toBeLessThanOrEqual(2 * noted.length);
  });

  it('a line that is named twice is told at its second place, and one that is not there at its own', () => {
    const want = (lineId: string) => ({ lineId, amount: null, quantity: null });
    const taking =
      (...some: readonly string[]) =>
      () =>
        creditedLines({ ...draft, lines }, before, some.map(want));
    const refusal = (code: string, pointer: string) =>
      expect.objectContaining({ code, mistakes: [expect.objectContaining({ pointer })] });
    expect(taking('line_1', 'line_2', 'line_1')).toThrow(refusal('duplicate_line', '/lines/2/lineId'));
    expect(taking('line_1', 'line_x')).toThrow(refusal('unknown_line', '/lines/1/lineId'));
  });

  it('keeps the order of the parts of a line', () => {
    const [one, two, other] = [
      { lineId: 'a', n: 1 },
      { lineId: 'a', n: 2 },
      { lineId: 'b', n: 3 },
    ];
    expect([...byLine([one, other, two])]).toEqual([
      ['a', [one, two]],
      ['b', [other]],
    ]);
  });
});
