import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { Key } from '../../kernel/key.ts';
import { settledToWire } from '../../money/money.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { cancellationOf } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { readItem } from '../table/table-store.ts';
import { type ChargeRequest, type ChargeResult, OutcomeUnknown, type PaymentGateway } from './charging.ts';
import { simulate } from './simulator.ts';

const result = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('succeeded'), paymentId: z.string() }),
  z.object({ outcome: z.literal('declined'), code: z.string(), hard: z.boolean() }),
]);
const count = z.object({ charges: z.int() });

const chargeKey = (idempotencyKey: string): Key => ({ pk: `GATEWAY#${idempotencyKey}`, sk: 'CHARGE' });
const countKey = (invoice: InvoiceId, paymentMethod: string): Key => ({
  pk: `GATEWAY#${invoice}`,
  sk: `COUNT#${paymentMethod}`,
});

/** A gateway that moves no money, for local work and tests: payment methods behave as their names say. It remembers its
 *  charges in the table of payments, as a real one remembers them at its own place. */
export const simulator: PaymentGateway = {
  find: async (idempotencyKey) => {
    const charge = await readItem(chargeKey(idempotencyKey));
    return charge === undefined ? undefined : result.parse(charge.result);
  },
  charge: async (request) => {
    const known = await simulator.find(request.idempotencyKey);
    return known ?? chargeNow(request);
  },
};

const chargeNow = async (request: ChargeRequest): Promise<ChargeResult> => {
  const { idempotencyKey, invoiceId, paymentMethod } = request;
  const counted = await readItem(countKey(invoiceId, paymentMethod));
  const before = counted === undefined ? 0 : count.parse(counted).charges;
  const simulated = simulate(paymentMethod, before, idempotencyKey);
  await save(request, simulated.result, before);
  if (simulated.silent) throw new OutcomeUnknown(idempotencyKey);
  return simulated.result;
};

/** @throws OutcomeUnknown when another charge came in between, or the same one twice: a later try asks what came of it */
const save = async (request: ChargeRequest, charged: ChargeResult, before: number): Promise<void> => {
  const { idempotencyKey, customerId, invoiceId, amount, paymentMethod } = request;
  const about = { customerId, invoiceId, paymentMethod, amount: settledToWire(amount), currency: amount.currency };
  const TransactItems = [
    {
      Put: {
        TableName: tableOf('payments'),
        Item: { ...chargeKey(idempotencyKey), ...about, result: charged },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Update: {
        TableName: tableOf('payments'),
        Key: countKey(invoiceId, paymentMethod),
        UpdateExpression: 'SET #charges = :after',
        ConditionExpression: 'attribute_not_exists(#charges) OR #charges = :before',
        ExpressionAttributeNames: { '#charges': 'charges' },
        ExpressionAttributeValues: { ':before': before, ':after': before + 1 },
      },
    },
  ];
  const cancellation = await cancellationOf(documents.send(new TransactWriteCommand({ TransactItems })));
  if (cancellation !== undefined) throw new OutcomeUnknown(idempotencyKey);
};
