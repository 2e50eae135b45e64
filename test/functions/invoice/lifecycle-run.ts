import { handler as catalog } from '../../../functions/catalog/api/api.handler.ts';
import type { Customer } from '../../../functions/catalog/customer/customer.ts';
import { periodOf } from '../../../functions/catalog/subscription/billing-period.ts';
import type { Subscription } from '../../../functions/catalog/subscription/subscription.ts';
import { handler as announce } from '../../../functions/invoice/close/announce.handler.ts';
import { handler as complete } from '../../../functions/invoice/close/complete.handler.ts';
import { handler as draft } from '../../../functions/invoice/close/draft.handler.ts';
import { handler as finalize } from '../../../functions/invoice/close/finalize.handler.ts';
import type { Invoice } from '../../../functions/invoice/invoice.ts';
import { handler as lifecycle } from '../../../functions/invoice/lifecycle/lifecycle.handler.ts';
import { customerId, subscriptionId } from '../../../functions/kernel/ids.ts';
import type { Caller } from '../../../functions/platform/http/caller.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';
import { BillingWorld } from './billing-world.ts';
import { customer, minutes, planOf, subscription } from './transcoding.ts';

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
export const handlers = { catalog, lifecycle };
type Parameters = Readonly<Record<string, string>>;

const childSubscription: Subscription = {
  ...subscription,
  ...{ id: subscriptionId('sub_north'), customerId: customerId('cust_north') },
};

/** One customer on the example's plan, from 1 October 2026: what an operator does, over HTTP, and what the close does, step by
 *  step. */
export class LifecycleRun {
  readonly world = new BillingWorld();
  readonly customer = { customerId: customer.id };

  constructor({ autoFinalize = null }: Partial<Pick<Customer, 'autoFinalize'>> = {}, ...charges: readonly unknown[]) {
    const plan = planOf(...(charges.length === 0 ? [minutes] : charges));
    this.world.add({ ...customer, autoFinalize }, subscription, plan);
  }

  /** Pays nothing itself: its statements are sections of the customer's invoices. */
  addChild() {
    const owner = { customerId: childSubscription.customerId };
    this.world.add({ ...customer, id: owner.customerId, parentId: customer.id }, childSubscription, planOf(minutes));
    return owner;
  }

  async call(
    of: keyof typeof handlers,
    route: string,
    parameters: Parameters = {},
    body?: unknown,
    headers: Parameters = {},
  ) {
    const answer = await handlers[of](httpEvent({ route, caller: admin, body, parameters, headers }), lambdaContext);
    return { status: answer.statusCode, json: JSON.parse(answer.body) };
  }

  /** @param what `finalize`, `void`, `pay`, `lines`
   *  @param key the request's `Idempotency-Key` */
  change(what: string, invoiceId: string, body?: unknown, key = '') {
    const headers = { 'idempotency-key': key };
    return this.call('lifecycle', `POST /invoices/{invoiceId}/${what}`, { invoiceId }, body, headers);
  }

  async refusal(what: string, invoiceId: string, body?: unknown) {
    const { status, json } = await this.change(what, invoiceId, body);
    return [status, json.code];
  }

  removeLine(invoiceId: string, lineId: string) {
    return this.call('lifecycle', 'DELETE /invoices/{invoiceId}/lines/{lineId}', { invoiceId, lineId });
  }

  /** Puts a manual line on the next invoice. */
  wait(body: object, of: Parameters = this.customer) {
    return this.call('lifecycle', 'POST /customers/{customerId}/invoice-lines', of, body);
  }

  /** Status and amount of the manual lines. */
  async waiting(of: Parameters = this.customer) {
    const { json } = await this.call('lifecycle', 'GET /customers/{customerId}/invoice-lines', of);
    return json.data.map(({ status, amount }: { status: string; amount: string }) => [status, amount]);
  }

  /** A coupon that the customer redeems at the start of the first period. */
  async redeem(coupon: object, of: Parameters = this.customer) {
    const { json } = await this.call('catalog', 'POST /coupons', {}, coupon);
    const body = { couponId: json.id, startAt: subscription.startAt };
    return this.call('catalog', 'POST /customers/{customerId}/coupons', of, body);
  }

  async periodsLeft(of: Parameters = this.customer) {
    const { json } = await this.call('catalog', 'GET /customers/{customerId}/coupons', of);
    return json.data[0].periodsLeft;
  }

  /** Closes the period, as the state machine does it; the id of its invoice. */
  async close(index = 0): Promise<string> {
    const period = { subscriptionId: subscription.id, periodEnd: periodOf(subscription, index).end };
    const { invoiceId } = await draft(period, lambdaContext);
    await finalize({ invoiceId }, lambdaContext);
    await announce({ invoiceId }, lambdaContext);
    await complete(period, lambdaContext);
    return invoiceId;
  }

  /** Closes a period of the child; the id of its statement. */
  async closeChild(index = 0): Promise<string> {
    const period = { subscriptionId: childSubscription.id, periodEnd: periodOf(childSubscription, index).end };
    const { invoiceId } = await draft(period, lambdaContext);
    await complete(period, lambdaContext);
    return invoiceId;
  }

  /** Lets other requests go first, from beginning to end, right before the nth call from now on.
   *  @returns whether it has come to that */
  meanwhile(nth: number, others: () => Promise<unknown>): () => boolean {
    let calls = 0;
    this.world.turn = async () => {
      calls += 1;
      if (calls !== nth) return;
      this.world.turn = async () => undefined;
      await others();
    };
    return () => calls >= nth;
  }

  /** As the table has it. */
  item(id: string) {
    return this.world.all('INVOICE').find((one) => one.id === id);
  }

  invoice(id: string): Invoice {
    return this.world.invoiceIn(this.item(id) ?? {});
  }

  /** Types of what was announced, each once. */
  heard() {
    return [...new Set(this.world.heard.map(({ eventId }) => eventId.split('#')[0]))];
  }
}
