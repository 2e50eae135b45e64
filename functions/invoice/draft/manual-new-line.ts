import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { ZERO } from '../../money/decimal.ts';
import { bracket } from '../../rate/line.ts';
import type { InvoiceLine, NewLine } from '../invoice.ts';
import { type AgreedLine, type ManualLineId, manualLineId } from './manual-line.ts';

/** The charge that lines of an operator are said to be of: they belong to none of the plan. */
export const manualChargeId = 'manual';

/** A line of an operator as it comes onto an invoice. It names the manual line that it was, so that this can wait
 *  again.
 *  @param waited null for a line that was added to a draft and has never waited */
export const manualNewLine = (
  { description, quantity, amount }: AgreedLine,
  customerId: CustomerId,
  { start, end }: Period,
  waited: ManualLineId | null,
): NewLine => ({
  ...({ kind: 'manual', adjusts: null, customerId, chargeId: manualChargeId, description } as const),
  ...({ model: 'flat', meter: null, period: { start, end }, quantity } as const),
  ...{ amount, exactAmount: amount, proration: null },
  breakdown: [
    bracket({ kind: 'flat', from: ZERO, to: ZERO, units: ZERO }, { unitAmount: ZERO, flatAmount: amount.amount }),
  ],
  price: { manualLineId: waited },
});

/** The manual line that waited before it came onto the invoice; null for a line that has not waited. */
export const waitedLineOf = ({ kind, price }: Pick<InvoiceLine, 'kind' | 'price'>): ManualLineId | null =>
  kind === 'manual' && typeof price.manualLineId === 'string' ? manualLineId(price.manualLineId) : null;
