import type { Currency } from '../../money/currency.ts';
import { plain, sum } from '../../money/decimal.ts';
import { add, settledToWire, subtract } from '../../money/money.ts';
import type { Counted, Metered } from '../../rate/metered.ts';
import type { InvoiceLine } from '../invoice.ts';
import { rerated } from '../period/rerated.ts';
import { boundsOf, type EvidenceClaim, pricedParts } from './evidence-claim.ts';

/** A line that the log does not bear out. Quantities and amounts are decimals as text. */
export interface Mismatch {
  readonly lineId: string;
  /** `expected` is by the log, `found` is on the line. What is expected is null where the counters are not what the log has,
   *  and the log has too many distinct values to count them. */
  readonly expected: string | null;
  readonly found: string;
  readonly expectedAmount: string | null;
  readonly foundAmount: string;
}

/** What is wrong with a claim's line, or undefined where it is right. The usage in the log is rated again at the line's own
 *  price, and has to come to the line's quantity and amount, apart from what came back before.
 *  @param counts one for each bound and, within it, each part; null where it is not known */
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
  const difference = last === undefined ? first.amount : subtract(last.amount, first.amount);
  const amount = line.adjusts === null ? difference : add(difference, line.adjusts.withheld);
  if (quantity.equals(line.quantity) && amount.amount.equals(line.amount.amount)) return undefined;
  return mismatchWith(line, plain(quantity), settledToWire(amount));
};

const mismatchWith = (line: InvoiceLine, expected: string | null, expectedAmount: string | null): Mismatch => ({
  ...{ lineId: line.id, expected, found: plain(line.quantity) },
  ...{ expectedAmount, foundAmount: settledToWire(line.amount) },
});

/** The counts of one bound in the form in which a price takes them. */
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
