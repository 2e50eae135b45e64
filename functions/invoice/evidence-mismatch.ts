import { digest } from '../catalog/ids.ts';
import type { Currency } from '../money/currency.ts';
import { plain, sum } from '../money/decimal.ts';
import { settledToWire, subtract } from '../money/money.ts';
import type { Counted, Metered } from '../rate/metered.ts';
import { rerated } from './adjustment.ts';
import { announced } from './contract.ts';
import { boundsOf, type EvidenceClaim, pricedParts } from './evidence-claim.ts';
import type { Invoice } from './invoice.ts';

/** A line that the log does not bear out. */
export interface Mismatch {
  readonly lineId: string;
  /** By the log, and on the line: decimals as text. */
  readonly expected: string;
  readonly found: string;
  readonly expectedAmount: string;
  readonly foundAmount: string;
}

/** What is wrong with a claim's line: rated anew by what the log has, it comes to another quantity or amount.
 *  @param counted by bound, by part */
export const mismatchOf = (
  claim: EvidenceClaim,
  counted: readonly Counted[],
  currency: Currency,
): Mismatch | undefined => {
  const { line } = claim;
  const parts = pricedParts(claim);
  const lines = boundsOf(claim).map((_, at) =>
    rerated(line, meteredOf(claim, counted.slice(at * parts.length, (at + 1) * parts.length)), currency),
  );
  const [first, last] = lines;
  if (first === undefined) return undefined;
  const quantity = last === undefined ? first.quantity : last.quantity.minus(first.quantity);
  const amount = last === undefined ? first.amount : subtract(last.amount, first.amount);
  if (quantity.equals(line.quantity) && amount.amount.equals(line.amount.amount)) return undefined;
  return {
    lineId: line.id,
    ...{ expected: plain(quantity), found: plain(line.quantity) },
    ...{ expectedAmount: settledToWire(amount), foundAmount: settledToWire(line.amount) },
  };
};

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

/** A line each. The same mismatch found again has the same id. */
export const mismatchAnnouncements = (invoice: Invoice, mismatches: readonly Mismatch[]) =>
  mismatches.map((mismatch) => {
    const line = invoice.lines.find(({ id }) => id === mismatch.lineId);
    const { lineId, expected, found, expectedAmount } = mismatch;
    return {
      type: announced.evidenceMismatch,
      id: `${announced.evidenceMismatch}#${invoice.id}#${digest(lineId, expected, found, expectedAmount)}`,
      detail: {
        ...{ invoiceId: invoice.id, customerId: line?.customerId, subscriptionId: invoice.subscriptionId },
        ...{ chargeId: line?.chargeId, meter: line?.meter },
        ...{ periodStart: line?.period.start, periodEnd: line?.period.end },
        ...mismatch,
        currency: invoice.currency,
      },
    };
  });
