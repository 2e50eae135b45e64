import { cancel } from '../../../functions/catalog/change/change-subscription.ts';
import type { Discount } from '../../../functions/catalog/coupon/discount.ts';
import { discountToItem } from '../../../functions/catalog/coupon/discount-wire.ts';
import type { PlanVersion } from '../../../functions/catalog/plan/plan.ts';
import { periodOf } from '../../../functions/catalog/subscription/billing-period.ts';
import type { Subscription } from '../../../functions/catalog/subscription/subscription.ts';
import { requireSubscription } from '../../../functions/catalog/subscription/subscription-store.ts';
import { discountItem } from '../../../functions/catalog/table/keys.ts';
import { handler as announce } from '../../../functions/invoice/close/announce.handler.ts';
import { handler as complete } from '../../../functions/invoice/close/complete.handler.ts';
import { handler as draft } from '../../../functions/invoice/close/draft.handler.ts';
import { handler as finalize } from '../../../functions/invoice/close/finalize.handler.ts';
import { balanceOf } from '../../../functions/invoice/credit/balance-store.ts';
import { creditNoteId } from '../../../functions/invoice/credit-note/credit-note.ts';
import { creditInvoice } from '../../../functions/invoice/credit-note/credit-note-service.ts';
import type { Wanted } from '../../../functions/invoice/credit-note/credit-sums.ts';
import type { Invoice } from '../../../functions/invoice/invoice.ts';
import { markPaid } from '../../../functions/invoice/lifecycle/payment-service.ts';
import { requireInvoice } from '../../../functions/invoice/store/invoice-store.ts';
import { couponId, discountId, type InvoiceId, invoiceIdOf } from '../../../functions/kernel/ids.ts';
import { type Instant, plusHours } from '../../../functions/kernel/instant.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { settledToWire } from '../../../functions/money/money.ts';
import { lambdaContext } from '../platform/http-event.ts';
import { BillingWorld } from './billing-world.ts';
import type { CountedUsage } from './counted-usage.ts';
import { issuedAt, usd } from './issued.ts';
import { customer, subscription } from './transcoding.ts';

/** One customer, month after month: closes, payments and credit notes by the real services over tables in memory. Usage is
 *  told to `counted`. */
export class ComeBackRun {
  readonly world = new BillingWorld();
  private notes = 0;

  constructor(
    private readonly plan: PlanVersion,
    readonly counted: CountedUsage[],
    private of: Subscription = subscription,
  ) {
    counted.length = 0;
    this.world.add(customer, of, plan);
  }

  /** A coupon for ever. */
  redeem(name: string, deduction: Discount['deduction']): void {
    const id = discountId(`dsc_${name}`);
    const at = subscription.startAt;
    const discount: Discount = {
      ...{ id, couponId: couponId(name), customerId: customer.id, name, deduction, duration: { kind: 'forever' } },
      ...{ appliesTo: null, startAt: at, createdAt: at, removedAt: null, uses: [] },
    };
    this.world.keep(discountItem(customer.id, id), { ...discountToItem(discount), state: 'active' });
  }

  /** As the operation cancels it, while its period is open. */
  async cancel(at: Instant, now: Instant): Promise<void> {
    this.of = cancel(await requireSubscription(this.of.id), at, { now, graceHours: 1, windowMinutes: 60 });
    this.world.add(customer, this.of, this.plan);
  }

  /** Units of the month `month` (from 0) that come while the month `during` is open, or later than the close of it. */
  use(meter: string, units: string, month: number, during = month): void {
    const epoch = during === month ? null : periodOf(this.of, during).start;
    this.counted.push({ meter, window: this.hourIn(month), units, group: '', epoch });
  }

  private hourIn(month: number): Instant {
    return plusHours(periodOf(this.of, month).start, 5);
  }

  id(month: number): InvoiceId {
    return invoiceIdOf(this.of.id, periodOf(this.of, month).end);
  }

  draft(month: number): Promise<unknown> {
    return draft({ subscriptionId: this.of.id, periodEnd: periodOf(this.of, month).end }, lambdaContext);
  }

  async finalize(month: number): Promise<void> {
    const invoiceId = this.id(month);
    await finalize({ invoiceId }, lambdaContext);
    await announce({ invoiceId }, lambdaContext);
    await complete({ subscriptionId: this.of.id, periodEnd: periodOf(this.of, month).end }, lambdaContext);
  }

  async close(month: number): Promise<void> {
    await this.draft(month);
    await this.finalize(month);
  }

  async pay(month: number): Promise<void> {
    const { amountRemaining } = await requireInvoice(this.id(month));
    await markPaid(this.id(month), { paymentId: `pay_${month}`, amount: amountRemaining, at: issuedAt });
  }

  credit(month: number, wanted: Wanted) {
    this.notes += 1;
    const id = creditNoteId(`cn_${this.notes}`);
    const making = { prefix: 'CN', reason: 'wrong', issuedAt, createdAt: issuedAt };
    return creditInvoice(this.id(month), { ...making, id, wanted });
  }

  creditLine(month: number, lineId: string, amount: string) {
    return this.credit(month, { kind: 'lines', lines: [{ lineId, amount: decimal(amount), quantity: null }] });
  }

  creditAmount(month: number, amount: string) {
    return this.credit(month, { kind: 'amount', amount: decimal(amount) });
  }

  creditAll(month: number) {
    return this.credit(month, { kind: 'full' });
  }

  async balance(): Promise<string> {
    return settledToWire((await balanceOf(customer.id, usd)).holds);
  }

  invoice(month: number): Promise<Invoice> {
    return requireInvoice(this.id(month));
  }

  /** `paid 70.00 paid 70.00 remaining 0.00`: status, total, what was paid and what remains. */
  async shown(month: number): Promise<string> {
    const { status, total, amountPaid, amountRemaining } = await this.invoice(month);
    return `${status} ${[total, amountPaid, amountRemaining].map(settledToWire).join(' ')}`;
  }
}
