import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { logPartitions } from '../../kernel/log-partition-contract.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { announce } from '../../platform/bus.ts';
import type { Page } from '../../platform/table/cursor.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { type PageRequest, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { unlessRefused } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { type Discrepancy, discrepancyWire } from './discrepancy-wire.ts';
import { discrepancyFound, type ReconciliationInput } from './reconciliation-contract.ts';

/** One partition holds all differences. If there are many, something else is badly wrong. */
const partition = logPartitions.discrepancies;
const prefixOf = (customer: CustomerId): string => `${customer}#`;

export const discrepancyKey = (customer: string, id: string) => ({ pk: partition, sk: `${customer}#${id}` });

/** Announces and records differences that are not known as open. Each is announced first, so that a crash between the two announces
 *  it again, under the same id, rather than never. One that was gone or repaired and is there again becomes open again.
 *  @param stage whose announcement it is: `meter` or `invoice` */
export const recordDiscrepancies = async (stage: string, discrepancies: readonly Discrepancy[]): Promise<void> => {
  for (const discrepancy of discrepancies) {
    const Key = discrepancyKey(discrepancy.customerId, discrepancy.id);
    const read = new GetCommand({ TableName: tableOf('log'), Key, ConsistentRead: true });
    const { Item } = await documents.send(read);
    if (Item?.status === 'open') continue;
    await announce(stage, [{ type: discrepancyFound, id: discrepancy.id, detail: discrepancy }]);
    await documents.send(new PutCommand({ TableName: tableOf('log'), Item: { ...Key, ...discrepancy } }));
  }
};

/** @throws NotFound `discrepancy_not_found` */
export const requireDiscrepancy = async (customer: CustomerId, id: string): Promise<Discrepancy> => {
  const Key = discrepancyKey(customer, id);
  const { Item } = await documents.send(new GetCommand({ TableName: tableOf('log'), Key, ConsistentRead: true }));
  if (Item === undefined) throw new NotFound('discrepancy', id);
  return discrepancyWire.parse(Item);
};

/** A page of differences, ordered by customer: those of one customer, or all. Strongly consistent.
 *  @throws InvalidInput `invalid_cursor` */
export const discrepancyPage = async (
  { limit, cursor }: PageRequest,
  customer?: CustomerId,
): Promise<Page<Discrepancy>> => {
  const { data, nextCursor } = await queryPage({
    TableName: tableOf('log'),
    KeyConditionExpression: customer === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: {
      ':pk': partition,
      ...(customer === undefined ? {} : { ':prefix': prefixOf(customer) }),
    },
    ExclusiveStartKey: startKeyIn(cursor, { pk: partition }, ['pk', 'sk']),
    ConsistentRead: true,
    Limit: limit,
  });
  return { data: data.map((item) => discrepancyWire.parse(item)), nextCursor };
};

/** Marks a customer's open differences as gone if they were looked for and not found any more.
 *  @param found what was found this time
 *  @param isCovered whether a difference is one that was looked for */
export const settleGone = async (
  customer: CustomerId,
  found: readonly Discrepancy[],
  isCovered: (discrepancy: Discrepancy) => boolean,
): Promise<void> => {
  const there = new Set(found.map(({ id }) => id));
  let cursor: string | undefined;
  do {
    const { data, nextCursor } = await discrepancyPage({ limit: 100, cursor }, customer);
    const gone = data.filter((one) => one.status === 'open' && !there.has(one.id) && isCovered(one));
    for (const { id } of gone) await setGone(customer, id);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
};

/** Only if it is still open: a repair may have come in between. */
const setGone = async (customer: CustomerId, id: string): Promise<void> => {
  const write = new UpdateCommand({
    TableName: tableOf('log'),
    Key: discrepancyKey(customer, id),
    UpdateExpression: 'SET #status = :gone',
    ConditionExpression: '#status = :open',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':gone': 'gone', ':open': 'open' },
  });
  await unlessRefused(documents.send(write));
};

/** A customer's last reconciliation. The numbers of counters are null until they are compared, and `finishedAt` until the
 *  invoices are, too. */
export const lastRunWire = z.object({
  run: z.string(),
  from: instantWire,
  to: instantWire,
  counters: z.number().nullable(),
  moving: z.number().nullable(),
  startedAt: instantWire,
  finishedAt: instantWire.nullable(),
});
export type LastRun = z.output<typeof lastRunWire>;

const runKey = (customer: CustomerId) => ({ pk: `${logPartitions.reconciliation}${customer}`, sk: 'LAST' });

export const findLastRun = async (customer: CustomerId): Promise<LastRun | null> => {
  const read = new GetCommand({ TableName: tableOf('log'), Key: runKey(customer), ConsistentRead: true });
  const { Item } = await documents.send(read);
  return Item === undefined ? null : lastRunWire.parse(Item);
};

/** Notes how far the customer's present run is, in the place of the run before. */
export const noteRun = async (
  { customerId, run, from, to }: ReconciliationInput,
  counts: Pick<LastRun, 'counters' | 'moving'>,
  startedAt: Instant,
): Promise<void> => {
  const last: LastRun = { run, from, to, ...counts, startedAt, finishedAt: null };
  await documents.send(new PutCommand({ TableName: tableOf('log'), Item: { ...runKey(customerId), ...last } }));
};

/** Notes that a run has ended. If another run has replaced it meanwhile, nothing is noted. */
export const finishRun = async ({ customerId, run }: ReconciliationInput, now: Instant): Promise<void> => {
  const last = await findLastRun(customerId);
  if (last?.run !== run) return;
  const Item = { ...runKey(customerId), ...last, finishedAt: now };
  await documents.send(new PutCommand({ TableName: tableOf('log'), Item }));
};
