import { chargeSchema } from '../../catalog/plan/charge-wire.ts';
import type { BillingPeriod } from '../../catalog/subscription/billing-period.ts';
import { secondsOf } from '../../catalog/subscription/subscription.ts';
import { zero } from '../../money/money.ts';
import { uncredited } from '../credit-note/uncredited.ts';
import { type DiscountedLine, discountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice, CreditedInvoice } from '../invoice.ts';
import type { BilledFee } from '../period/fees-in-advance.ts';
import { carriedFrom, undecidedAt } from '../tax/line-tax.ts';

/** The fees that an invoice has billed in advance for the next period, less what credit notes have taken back of
 *  them since.
 *  @param invoice that of the period before
 *  @param period the one for which the fees were billed: it begins when the period of the invoice ends */
export const billedAhead = (invoice: CreditedInvoice, { start }: Pick<BillingPeriod, 'start'>): readonly BilledFee[] =>
  invoice.lines.flatMap((line) => {
    if (line.kind !== 'charge' || line.meter !== null || line.period.start !== start) return [];
    const fee = chargeSchema.parse(line.price);
    if (fee.model !== 'flat' || fee.billed !== 'advance') return [];
    const whole = secondsOf(line.period);
    const part = line.proration ?? { numerator: whole, denominator: whole };
    const taken = invoice.credited.get(line.id) ?? zero(invoice.currency);
    const billed = isPaidOrMayBe(invoice) ? uncredited(discountedLine(invoice, line), taken) : nothing(invoice);
    // A fee in advance from before taxes were kept by line was taxed when its period began.
    const tax = carriedFrom({ invoiceId: invoice.id, lineId: line.id }, line.tax ?? undecidedAt(start));
    return [{ fee, part, billed, tax }];
  });

/** Whether the invoice is paid or may still be. Of one that nobody pays, nothing is given back. */
const isPaidOrMayBe = ({ status }: BilledInvoice): boolean => status !== 'void' && status !== 'uncollectible';
const nothing = ({ currency }: BilledInvoice): DiscountedLine => ({ amount: zero(currency), discounts: [] });
