import type { BillingPeriod } from '../catalog/billing-period.ts';
import { chargeSchema } from '../catalog/charge.ts';
import { secondsOf } from '../catalog/subscription.ts';
import { type Money, subtract, zero } from '../money/money.ts';
import type { BilledFee } from './fees-in-advance.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';

/** The fees that an invoice has billed in advance for the period, which began when the invoice's ended. */
export const billedAhead = (
  invoice: Invoice,
  { start, wholeEnd }: Pick<BillingPeriod, 'start' | 'wholeEnd'>,
): readonly BilledFee[] =>
  invoice.lines.flatMap((line) => {
    if (line.kind !== 'charge' || line.meter !== null || line.period.start !== start) return [];
    const fee = chargeSchema.parse(line.price);
    if (fee.model !== 'flat' || fee.billed !== 'advance') return [];
    const seconds = line.proration?.numerator ?? secondsOf({ start, end: wholeEnd });
    return [{ fee, seconds, paid: paidFor(invoice, line) }];
  });

/** Without what coupons took off; nothing where nobody pays. */
const paidFor = ({ status, currency }: Invoice, { amount, discount }: InvoiceLine): Money =>
  status === 'void' || status === 'uncollectible' ? zero(currency) : subtract(amount, discount);
