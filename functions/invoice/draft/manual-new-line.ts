import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { ZERO } from '../../money/decimal.ts';
import { bracket } from '../../rate/line.ts';
import type { InvoiceLine, NewLine } from '../invoice.ts';
import { type AgreedLine, type ManualLineId, manualLineId } from './manual-line.ts';

/** The charge of a line that an operator added. */
export const manualChargeId = 'manual';

/** @param waited the line that waited for an invoice; null for one that was added to a draft */
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

/** The line that waited for an invoice before it came onto this one. */
export const waitedLineOf = ({ kind, price }: Pick<InvoiceLine, 'kind' | 'price'>): ManualLineId | null =>
  kind === 'manual' && typeof price.manualLineId === 'string' ? manualLineId(price.manualLineId) : null;
