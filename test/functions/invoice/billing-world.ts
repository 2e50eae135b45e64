import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  type GetItemCommandInput,
  TransactionCanceledException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { z } from 'zod';
import type { Customer } from '../../../functions/catalog/customer/customer.ts';
import { customerToWire } from '../../../functions/catalog/customer/customer-wire.ts';
import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import { meterToWire } from '../../../functions/catalog/meter/meter-wire.ts';
import type { PlanVersion } from '../../../functions/catalog/plan/plan.ts';
import { planVersionToWire } from '../../../functions/catalog/plan/plan-wire.ts';
import type { Subscription } from '../../../functions/catalog/subscription/subscription.ts';
import { subscriptionToItem } from '../../../functions/catalog/subscription/subscription-wire.ts';
import {
  activeSubscriptionItem,
  customerItem,
  customerSubscriptionItem,
  dueKey,
  meterItem,
  planVersionItem,
  subscriptionItem,
} from '../../../functions/catalog/table/keys.ts';
import type { Invoice } from '../../../functions/invoice/invoice.ts';
import { itemOf, listedOf } from '../../../functions/invoice/store/invoice-store.ts';
import { unpacked } from '../../../functions/invoice/table/long-list.ts';
import { claimsOf, evidenceDigest } from '../../../functions/invoice/verify/evidence-claim.ts';
import { lineFromWire, lineSchema } from '../../../functions/invoice/wire/line-wire.ts';
import { meterKey } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import type { Key } from '../../../functions/kernel/key.ts';
import { documents, dynamo } from '../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../support/mock-client.ts';
import { type Expression, holds, type Item, updated } from '../catalog/expressions.ts';
import { seller } from './transcoding.ts';

/** What befalls a call: nothing; it never arrives; or it does, but its answer is lost. */
export type Fault = 'none' | 'crash' | 'lost answer';

export class Outage extends Error {}

interface Target extends Expression {
  readonly TableName?: string | undefined;
  readonly Key?: Item | undefined;
  readonly Item?: Item | undefined;
}

const detail = z.looseObject({ eventId: z.string() });
const keyOf = ({ TableName, Key, Item }: Target): string => [TableName, (Key ?? Item)?.pk, (Key ?? Item)?.sk].join('|');

/** Tables and bus in memory, behind the real stores. Faults are used up, one a call. */
export class BillingWorld {
  readonly items = new Map<string, Item>();
  /** Ids, and beside them what they say. */
  readonly announcements: string[] = [];
  readonly heard: z.output<typeof detail>[] = [];
  faults: Fault[] = [];
  /** Lets other calls go first. */
  turn: () => Promise<void> = async () => undefined;
  /** Of each invoice that the events behind it add up, as long as nothing else is noted. */
  isTrusting = true;
  /** Hears of the size of each transaction. */
  transacted: (actions: number) => void = () => undefined;
  readonly client = mockClient(documents);
  private readonly watermarks = mockClient(dynamo);
  private readonly bus = mockClient(EventBridgeClient);

  constructor() {
    for (const table of ['CATALOG', 'INVOICES', 'USAGE', 'LOG']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
    vi.stubEnv('BUS_NAME', 'bus').stubEnv('GRACE_HOURS', '1').stubEnv('INVOICE_PREFIX', 'INV');
    vi.stubEnv('SELLER', JSON.stringify(seller)).stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    this.client.on(GetCommand).callsFake((input) => this.call(() => ({ Item: this.find(input) })));
    this.client.on(PutCommand).callsFake((input) => this.call(() => this.put(input)));
    this.client.on(UpdateCommand).callsFake((input) => this.call(() => this.update(input)));
    this.client.on(DeleteCommand).callsFake((input) => this.call(() => this.remove(input)));
    this.client.on(TransactWriteCommand).callsFake((input) => this.call(() => this.transact(input)));
    this.client.on(QueryCommand).callsFake((input) => this.call(() => this.query(input)));
    this.watermarks.on(GetItemCommand).callsFake((input) => this.call(() => this.get(input)));
    this.watermarks.on(GetItemCommand).callsFake((input) => this.call(() => this.watermark(input)));
    this.watermarks.on(UpdateItemCommand).callsFake((input) => this.call(() => this.update(plain(input))));
    this.bus.on(PutEventsCommand).callsFake((input) => this.call(() => this.hear(input.Entries)));
  }

  add(customer: Customer, subscription: Subscription, plan: PlanVersion): void {
    this.keep(customerItem(customer.id), customerToWire(customer));
    this.keep(planVersionItem(plan.planId, plan.version), planVersionToWire(plan));
    for (const meter of metersIn(plan)) this.keep(meterItem(meter.key), meterToWire(meter));
    const owner = { subscriptionId: subscription.id };
    this.keep(activeSubscriptionItem(customer.id), owner);
    this.keep(customerSubscriptionItem(customer.id, subscription.id), owner);
    const due = dueKey(subscription.closeAt, subscription.id);
    this.keep(subscriptionItem(subscription.id), { ...subscriptionToItem(subscription), ...due });
  }

  keepInvoice(invoice: Invoice): void {
    this.put({ TableName: 'invoices', Item: itemOf(invoice) });
  }

  /** The invoice that an item is of, with its lines, wherever they lie. */
  invoiceIn(item: Item): Invoice {
    const { lineCount, ...invoice } = listedOf(item);
    if (lineCount === invoice.lines.length) return invoice;
    const parts = [...this.items.values()]
      .filter(
        ({ pk, sk }) =>
          pk === item.pk && String(sk).startsWith('LINES#') && String(sk).includes(String(item.linesDigest)),
      )
      .toSorted(bySortKey);
    const entries = parts.flatMap(({ part }) => (part instanceof Uint8Array ? unpacked(part) : []));
    return { ...invoice, lines: entries.map((entry) => lineFromWire(lineSchema.parse(entry), invoice.currency)) };
  }

  /** Of one kind, by the sort key's name. */
  all(sk: string): readonly Item[] {
    return [...this.items.values()].filter((item) => item.sk === sk);
  }

  keep(key: Key, item: Item): void {
    this.put({ TableName: 'catalog', Item: { ...item, ...key } });
  }

  private async call<T>(run: () => T): Promise<T> {
    await this.turn();
    const fault = this.faults.shift() ?? 'none';
    if (fault === 'crash') throw new Outage('never arrived');
    const answer = run();
    if (fault === 'lost answer') throw new Outage('arrived, but the answer is lost');
    return answer;
  }

  private find(target: Target): Item | undefined {
    const { pk, sk } = target.Key ?? {};
    const item = this.items.get(keyOf(target));
    if (item !== undefined || sk !== 'VERIFIED' || !this.isTrusting) return item;
    const invoice = this.items.get(keyOf({ ...target, Key: { pk, sk: 'INVOICE' } }));
    return invoice && { evidence: evidenceDigest(claimsOf(this.invoiceIn(invoice))) };
  }

  private get({ TableName, Key }: GetItemCommandInput) {
    const item = this.items.get(keyOf({ TableName, Key: texts(Key) }));
    return { Item: item && Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }])) };
  }

  private put(target: Target) {
    if (!holds(this.items.get(keyOf(target)), target)) throw refused();
    this.items.set(keyOf(target), target.Item ?? {});
    return {};
  }

  private remove(target: Target) {
    if (!holds(this.items.get(keyOf(target)), target)) throw refused();
    this.items.delete(keyOf(target));
    return {};
  }

  private update(target: Target) {
    const before = this.items.get(keyOf(target));
    if (!holds(before, target)) throw refused();
    const after = updated(before ?? target.Key ?? {}, target);
    this.items.set(keyOf(target), after);
    return { Attributes: after };
  }

  /** Watermarks are text. */
  private watermark({ TableName, Key }: GetItemCommandInput) {
    const item = this.items.get(keyOf({ TableName, Key: texts(Key) }));
    return {
      Item: item && Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: String(value) }])),
    };
  }

  private transact({ TransactItems = [] }: TransactWriteCommandInput) {
    this.transacted(TransactItems.length);
    const held = TransactItems.map(({ Put, Update, Delete, ConditionCheck }) => {
      const target = Put ?? Update ?? Delete ?? ConditionCheck ?? {};
      return holds(this.items.get(keyOf(target)), target);
    });
    if (held.includes(false)) throw cancelled(held.map((ok) => (ok ? 'None' : 'ConditionalCheckFailed')));
    for (const { Put, Update, Delete } of TransactItems) {
      if (Delete !== undefined) this.remove(Delete);
      if (Put !== undefined) this.put(Put);
      if (Update !== undefined) this.update(Update);
    }
    return {};
  }

  /** An index newest first by `listSk`, the table by its sort key; with DynamoDB's order of things: the limit is on what
   *  is read, before the filter. */
  private query({
    FilterExpression,
    KeyConditionExpression,
    ExclusiveStartKey,
    ScanIndexForward = true,
    Limit = 100,
    ...input
  }: QueryCommandInput) {
    const isEmpty = Object.values(input.ExpressionAttributeValues ?? {}).includes('');
    if (isEmpty) throw new TypeError('DynamoDB takes no empty text for a key');
    const of = (ConditionExpression: string | undefined) => ({ ...input, ConditionExpression });
    const index = z.enum(['list', 'customer', 'due']).optional().parse(input.IndexName);
    const found = [...this.items.entries()]
      .filter(([key, item]) => key.startsWith(`${input.TableName}|`) && holds(item, of(KeyConditionExpression)))
      .map(([, item]) => item)
      .toSorted(index === undefined ? bySortKey : newestFirst);
    if (index === 'list' && ScanIndexForward) found.reverse();
    const from =
      ExclusiveStartKey === undefined
        ? 0
        : found.findIndex(({ pk, sk }) => pk === ExclusiveStartKey.pk && sk === ExclusiveStartKey.sk) + 1;
    const read = found.slice(from, from + Limit);
    const { pk, sk, listPk, listSk, customerId, duePk, dueSk } = read.at(-1) ?? {};
    const keys = { list: { listPk, listSk }, customer: { customerId, listSk }, due: { duePk, dueSk } };
    return {
      Items: read.filter((item) => holds(item, of(FilterExpression))),
      LastEvaluatedKey:
        from + Limit < found.length ? { pk, sk, ...(index === undefined ? {} : keys[index]) } : undefined,
    };
  }

  private hear(entries: readonly { readonly Detail?: string | undefined }[] = []) {
    const details = entries.map(({ Detail }) => detail.parse(JSON.parse(Detail ?? '{}')));
    this.heard.push(...details);
    this.announcements.push(...details.map(({ eventId }) => eventId));
    return { FailedEntryCount: 0 };
  }
}

/** Sums of a property `units`. */
const metersIn = ({ prices }: PlanVersion): readonly Meter[] =>
  [...prices.values()]
    .flatMap(({ charges }) => charges)
    .flatMap((charge) => (charge.model === 'flat' ? [] : [sumOf(charge.meter)]));

export const sumOf = (key: string): Meter => ({
  ...{ key: meterKey(key), name: key, eventType: key, groupBy: ['resolution'], filters: [] },
  measure: { aggregation: 'sum', valueProperty: 'units' },
  createdAt: parseInstant('2026-01-01T00:00:00Z'),
  archivedAt: null,
});
const newestFirst = (a: Item, b: Item) => (String(a.listSk ?? a.dueSk) < String(b.listSk ?? b.dueSk) ? 1 : -1);
const bySortKey = (a: Item, b: Item) => (String(a.sk) < String(b.sk) ? -1 : 1);

/** The low-level call as the document client would make it; all its values are text. */
const plain = ({ Key, ExpressionAttributeValues, ...input }: UpdateItemCommandInput): Target => ({
  ...input,
  Key: texts(Key),
  ExpressionAttributeValues: texts(ExpressionAttributeValues),
});

const texts = (values: Record<string, AttributeValue> = {}): Item =>
  Object.fromEntries(Object.entries(values).map(([name, { S }]) => [name, S]));

/** How DynamoDB cancels a transaction, with a code for each of its actions. */
export const cancelled = (codes: readonly string[]) => {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
};

const refused = () => new ConditionalCheckFailedException({ message: 'refused', $metadata: {} });
