import type { BillingPeriod } from '../catalog/billing-period.ts';
import { chargeSchema } from '../catalog/charge.ts';
import { secondsOf } from '../catalog/subscription.ts';
import { zero } from '../money/money.ts';
import type { DiscountedLine } from './discount-change.ts';
import { discountedLine } from './discounted.ts';
import type { BilledFee } from './fees-in-advance.ts';
import type { BilledInvoice, StandingInvoice } from './invoice.ts';
import { uncredited } from './uncredited.ts';

/** The fees that an invoice has billed in advance for the period, which began when the invoice's ended, less what credit notes
 *  have taken back of them. */
export const billedAhead = (
  invoice: StandingInvoice,
  { start, wholeEnd }: Pick<BillingPeriod, 'start' | 'wholeEnd'>,
): readonly BilledFee[] =>
  invoice.lines.flatMap((line) => {
    if (line.kind !== 'charge' || line.meter !== null || line.period.start !== start) return [];
    const fee = chargeSchema.parse(line.price);
    if (fee.model !== 'flat' || fee.billed !== 'advance') return [];
    const seconds = line.proration?.numerator ?? secondsOf({ start, end: wholeEnd });
    const taken = invoice.credited.get(line.id) ?? zero(invoice.currency);
    const billed = isOwed(invoice) ? uncredited(discountedLine(invoice, line), taken) : nothing(invoice);
    return [{ fee, seconds, billed }];
  });

/** Where nobody pays, nothing is given back. */
const isOwed = ({ status }: BilledInvoice): boolean => status !== 'void' && status !== 'uncollectible';
const nothing = ({ currency }: BilledInvoice): DiscountedLine => ({ amount: zero(currency), discounts: [] });
