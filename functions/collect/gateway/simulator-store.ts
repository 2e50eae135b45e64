import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Key } from '../../kernel/key.ts';
import { settledToWire } from '../../money/money.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { simulatedChargeKey, simulatedCountKey } from '../keys.ts';
import { type ChargeRequest, type ChargeResult, OutcomeUnknown, type PaymentGateway } from './charging.ts';
import { simulate } from './simulator.ts';

const result = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('succeeded'), paymentId: z.string() }),
  z.object({ outcome: z.literal('declined'), code: z.string(), hard: z.boolean() }),
]);
const count = z.object({ charges: z.int() });

/** A gateway that moves no money, for local work and tests: payment methods behave as their names say. */
export const simulator: PaymentGateway = {
  find: async (idempotencyKey) => {
    const charge = await read(simulatedChargeKey(idempotencyKey));
    return charge === undefined ? undefined : result.parse(charge.result);
  },
  charge: async (request) => {
    const known = await simulator.find(request.idempotencyKey);
    return known ?? chargeNow(request);
  },
};

const chargeNow = async (request: ChargeRequest): Promise<ChargeResult> => {
  const { idempotencyKey, invoiceId, paymentMethod } = request;
  const counted = await read(simulatedCountKey(invoiceId, paymentMethod));
  const before = counted === undefined ? 0 : count.parse(counted).charges;
  const simulated = simulate(paymentMethod, before, idempotencyKey);
  await save(request, simulated.result, before);
  if (simulated.silent) throw new OutcomeUnknown(idempotencyKey);
  return simulated.result;
};

/** @throws OutcomeUnknown when another charge came in between */
const save = async (request: ChargeRequest, charged: ChargeResult, before: number): Promise<void> => {
  const { idempotencyKey, customerId, invoiceId, amount, paymentMethod } = request;
  const about = { customerId, invoiceId, paymentMethod, amount: settledToWire(amount), currency: amount.currency };
  const TransactItems = [
    {
      Put: {
        TableName: tableOf('payments'),
        Item: { ...simulatedChargeKey(idempotencyKey), ...about, result: charged },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Update: {
        TableName: tableOf('payments'),
        Key: simulatedCountKey(invoiceId, paymentMethod),
        UpdateExpression: 'SET #charges = :after',
        ConditionExpression: 'attribute_not_exists(#charges) OR #charges = :before',
        ExpressionAttributeNames: { '#charges': 'charges' },
        ExpressionAttributeValues: { ':before': before, ':after': before + 1 },
      },
    },
  ];
  try {
    await documents.send(new TransactWriteCommand({ TransactItems }));
  } catch (error) {
    if (error instanceof TransactionCanceledException) throw new OutcomeUnknown(idempotencyKey);
    throw error;
  }
};

const read = async (Key: Key) => {
  const { Item } = await documents.send(new GetCommand({ TableName: tableOf('payments'), Key, ConsistentRead: true }));
  return Item;
};
