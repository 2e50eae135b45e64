import type { Currency } from '../../money/currency.ts';
import { plain, sum } from '../../money/decimal.ts';
import { settledToWire, subtract } from '../../money/money.ts';
import type { Counted, Metered } from '../../rate/metered.ts';
import type { InvoiceLine } from '../invoice.ts';
import { rerated } from '../period/rerated.ts';
import { boundsOf, type EvidenceClaim, pricedParts } from './evidence-claim.ts';

/** A line that the log does not bear out. */
export interface Mismatch {
  readonly lineId: string;
  /** By the log, and on the line: decimals as text. Null where the log has too many distinct values to tell how many. */
  readonly expected: string | null;
  readonly found: string;
  readonly expectedAmount: string | null;
  readonly foundAmount: string;
}

/** What is wrong with a claim's line: rated anew by what the log has, it comes to another quantity or amount; or nobody can
 *  tell, though the counters are not what the log has.
 *  @param counts by bound, by part; null where they are not known */
export const mismatchOf = (
  claim: EvidenceClaim,
  counts: readonly (Counted | null)[],
  currency: Currency,
): Mismatch | undefined => {
  const { line } = claim;
  const counted = counts.filter((one) => one !== null);
  if (counted.length < counts.length) return mismatchWith(line, null, null);
  const parts = pricedParts(claim);
  const lines = boundsOf(claim).map((_, at) =>
    rerated(line, meteredOf(claim, counted.slice(at * parts.length, (at + 1) * parts.length)), currency),
  );
  const [first, last] = lines;
  if (first === undefined) return undefined;
  const quantity = last === undefined ? first.quantity : last.quantity.minus(first.quantity);
  const amount = last === undefined ? first.amount : subtract(last.amount, first.amount);
  if (quantity.equals(line.quantity) && amount.amount.equals(line.amount.amount)) return undefined;
  return mismatchWith(line, plain(quantity), settledToWire(amount));
};

const mismatchWith = (line: InvoiceLine, expected: string | null, expectedAmount: string | null): Mismatch => ({
  ...{ lineId: line.id, expected, found: plain(line.quantity) },
  ...{ expectedAmount, foundAmount: settledToWire(line.amount) },
});

const meteredOf = (claim: EvidenceClaim, counted: readonly Counted[]): Metered => {
  const groups = pricedParts(claim).flatMap((part, at) => {
    const own = counted[at];
    if (own === undefined || part.kind === 'all') return [];
    return [{ ...own, values: part.kind === 'only' ? { [part.property]: part.value } : {} }];
  });
  return {
    quantity: sum(counted.map(({ quantity }) => quantity)),
    events: sum(counted.map(({ events }) => events)),
    groups,
  };
};
