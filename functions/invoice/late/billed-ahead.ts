import { chargeSchema } from '../../catalog/plan/charge-wire.ts';
import type { BillingPeriod } from '../../catalog/subscription/billing-period.ts';
import { secondsOf } from '../../catalog/subscription/subscription.ts';
import { zero } from '../../money/money.ts';
import { leftOf } from '../credit-note/line-history.ts';
import { type DiscountedLine, discountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice } from '../invoice.ts';
import type { BilledFee } from '../period/fees-in-advance.ts';
import { carriedFrom, undecidedAt } from '../tax/line-tax.ts';
import type { EarlierInvoice } from './earlier-invoice.ts';

/** The fees that an invoice has billed in advance for the next period, less what has come back of them since.
 *  @param invoice that of the period before
 *  @param period the one for which the fees were billed: it begins when the period of the invoice ends */
export const billedAhead = (invoice: EarlierInvoice, { start }: Pick<BillingPeriod, 'start'>): readonly BilledFee[] =>
  invoice.lines.flatMap((line) => {
    if (line.kind !== 'charge' || line.meter !== null || line.period.start !== start) return [];
    const fee = chargeSchema.parse(line.price);
    if (fee.model !== 'flat' || fee.billed !== 'advance') return [];
    const whole = secondsOf(line.period);
    const part = line.proration ?? { numerator: whole, denominator: whole };
    // A fee in advance from before taxes were kept by line was taxed when its period began.
    const tax = carriedFrom({ invoiceId: invoice.id, lineId: line.id }, line.tax ?? undecidedAt(start));
    const left = leftOf(invoice.histories.get(line.id) ?? []) ?? discountedLine(invoice, line);
    const of = { invoiceId: invoice.id, number: invoice.number, lineId: line.id };
    return [{ fee, part, of, tax, billed: invoice.status === 'void' ? nothing(invoice) : left }];
  });

/** Of an invoice that is void, nothing is owed, and so nothing is given back. */
const nothing = ({ currency }: BilledInvoice): DiscountedLine => ({ amount: zero(currency), discounts: [] });
