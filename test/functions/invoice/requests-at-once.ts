import { vi } from 'vitest';
import { z } from 'zod';
import { handler as changes } from '../../../functions/catalog/change/subscription-change.handler.ts';
import { planVersionToWire } from '../../../functions/catalog/plan/plan-wire.ts';
import { latestPlanItem, planVersionItem } from '../../../functions/catalog/table/keys.ts';
import { handler as credits } from '../../../functions/invoice/credit/credits.handler.ts';
import { handler as creditNotes } from '../../../functions/invoice/credit-note/credit-notes.handler.ts';
import type { Caller } from '../../../functions/platform/http/caller.ts';
import type { Item } from '../catalog/expressions.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';
import { cancelled } from './billing-world.ts';
import { LifecycleRun, handlers as others } from './lifecycle-run.ts';
import { customer, minutes, planOf, subscription } from './transcoding.ts';

const handlers = { ...others, credits, creditNotes, changes };
const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };

/** A request by its handler, its route, its body, and the parameters that are not those of the example. */
export type Asked = readonly [
  of: keyof typeof handlers,
  route: string,
  body?: unknown,
  parameters?: Readonly<Record<string, string>>,
];

/** What has become of two requests: their statuses, and everything that is stored afterwards. */
export interface Outcome {
  readonly statuses: readonly [number, number];
  readonly stored: readonly (readonly [key: string, item: string])[];
}

interface Beginning {
  readonly begun: ReadonlyMap<string, Item>;
  readonly named: Readonly<Record<string, string>>;
}

/** The beginnings that were made before: they are the same each time. */
const known = new Map<boolean, Beginning>();

const made = z.looseObject({ id: z.string() });

/** Two requests that are sent at once, from the same beginning each time: how they end in every order of their calls. */
export class RequestsAtOnce {
  private constructor(
    private readonly run: LifecycleRun,
    private readonly begun: ReadonlyMap<string, Item>,
    private readonly named: Readonly<Record<string, string>>,
  ) {}

  /** A customer whose first invoice is of 268.00 and a line of 25.00 that had waited; with a grant of 30.00, another line that
   *  waits, a coupon, and two more coupons. There is place for one discount more.
   *  @param autoFinalize whether the invoice is open, or a draft */
  static async from(autoFinalize: boolean): Promise<RequestsAtOnce> {
    vi.stubEnv('CREDIT_NOTE_PREFIX', 'CN').stubEnv('USAGE_WINDOW_MINUTES', '60');
    const run = new LifecycleRun({ autoFinalize });
    const { begun, named } = known.get(autoFinalize) ?? (await RequestsAtOnce.prepare(run));
    known.set(autoFinalize, { begun, named });
    const all = new RequestsAtOnce(run, begun, named);
    all.begin();
    return all;
  }

  private static async prepare(run: LifecycleRun): Promise<Beginning> {
    const next = { ...planOf(minutes), version: 4 };
    for (const { pk, sk } of [planVersionItem(next.planId, 4), latestPlanItem(next.planId)]) {
      run.world.items.set(`catalog|${pk}|${sk}`, { ...planVersionToWire(next), pk, sk });
    }
    const send = async (...asked: Asked) => made.parse((await ask(asked, run.customer, 'at first')).json);
    await run.wait({ description: 'Setup', amount: '25.00' });
    const invoiceId = await run.close();
    run.addChild();
    await run.wait({ description: 'Training', amount: '40.00' });
    const line = await run.call('lifecycle', 'GET /customers/{customerId}/invoice-lines', run.customer);
    const grant = { customerId: customer.id, amount: '30.00', currency: 'USD' };
    const { id: creditId } = await send('credits', 'POST /credits', grant);
    const coupon = { percentOff: '10', duration: 'forever' };
    for (const id of ['LAST', 'OTHER']) await send('catalog', 'POST /coupons', { ...coupon, id });
    let discountId = '';
    for (let count = 1; count < 20; count += 1) {
      await send('catalog', 'POST /coupons', { ...coupon, id: `C${count}` });
      const redeem = 'POST /customers/{customerId}/coupons';
      discountId = (await send('catalog', redeem, { couponId: `C${count}` })).id;
    }
    const waiting: string = line.json.data.at(-1).id;
    const named = { ...run.customer, subscriptionId: subscription.id, invoiceId, creditId, discountId, waiting };
    return { begun: new Map(run.world.items), named };
  }

  /** The one after the other, and the other after the one. */
  async inTurn(one: Asked, other: Asked): Promise<readonly Outcome[]> {
    this.begin();
    const first = await this.send(one, 'one');
    const forth = this.outcome(first, await this.send(other, 'other'));
    this.begin();
    const second = await this.send(other, 'other');
    return [forth, this.outcome(await this.send(one, 'one'), second)];
  }

  /** The one, with the other in between right before its first call, right before its second one, and so on. */
  async atEachMoment(one: Asked, other: Asked): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (;;) {
      this.begin();
      let second = 0;
      const happened = this.run.meanwhile(outcomes.length + 1, async () => {
        second = await this.send(other, 'other');
      });
      const first = await this.send(one, 'one');
      if (!happened()) return outcomes;
      outcomes.push(this.outcome(first, second));
    }
  }

  private begin(): void {
    this.run.world.turn = async () => undefined;
    this.run.world.items.clear();
    for (const [key, item] of this.begun) this.run.world.items.set(key, item);
  }

  /** One request alone.
   *  @param key its `Idempotency-Key` */
  ask(asked: Asked, key: string) {
    return ask(asked, this.named, key);
  }

  /** The next transaction meets another one on the same item. */
  meetsAnother(): void {
    const { world } = this.run;
    world.transacted = () => {
      world.transacted = () => undefined;
      throw cancelled(['TransactionConflict']);
    };
  }

  /** Everything that is in the tables, by key. */
  stored(): Outcome['stored'] {
    const all = [...this.run.world.items].map(([key, item]) => [plain(key), plain(JSON.stringify(item))] as const);
    return all.toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  private async send(asked: Asked, key: string): Promise<number> {
    return (await this.ask(asked, key)).status;
  }

  private outcome(one: number, other: number): Outcome {
    return { statuses: [one, other], stored: this.stored() };
  }
}

/** Ids that are new each time are all the same here. */
const plain = (text: string): string => text.replaceAll(/_[0-9A-HJKMNP-TV-Z]{26}/g, '_new');

const ask = async ([of, route, body, parameters]: Asked, named: Readonly<Record<string, string>>, key: string) => {
  const own = Object.fromEntries(
    Object.entries(parameters ?? {}).map(([name, value]) => [name, named[value] ?? value]),
  );
  const headers = { 'idempotency-key': key };
  const event = httpEvent({ route, caller: admin, body, parameters: { ...named, ...own }, headers });
  const answer = await handlers[of](event, lambdaContext);
  return { status: answer.statusCode, json: JSON.parse(answer.body) };
};
