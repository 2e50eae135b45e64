import { z } from 'zod';
import { currencySchema } from '../kernel/currency-wire.ts';
import { decimalText } from '../kernel/decimal-wire.ts';
import { customerId, invoiceId } from '../kernel/ids.ts';
import { instantSchema, instantWire } from '../kernel/instant-wire.ts';
import { Conflict } from '../kernel/meterline-error.ts';
import { moneyFromWire, settledToWire } from '../money/money.ts';
import { attemptWire } from './attempt-wire.ts';
import { type Collection, type CollectionState, endStatuses } from './collection.ts';

const nextStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('retry'), at: instantSchema }),
  z.object({ kind: z.literal('payment_method'), at: instantSchema }),
  z.object({ kind: z.literal('give_up') }),
]);

const dunning = z.object({
  firstFailedAt: instantSchema,
  stage: z.int(),
  next: nextStep,
  triedMethod: z.string().nullable(),
});

const statuses = ['running', 'waiting', ...endStatuses] as const;

const common = {
  invoiceId: z.string(),
  customerId: z.string(),
  number: z.string(),
  status: z.enum(statuses),
  currency: currencySchema,
  amountDue: decimalText,
};

/** A collection as the table keeps it. `attempts` is their number; they are items of their own. */
export const collectionItem = z.object({
  ...common,
  attempts: z.int(),
  dunning: dunning.nullable(),
  token: z.string().nullable(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
});

/** A collection as clients see it, with its attempts and without the token of its wait. */
export const collectionWire = z.object({
  ...common,
  stage: z.int().nullable().meta({ description: 'Which day of the dunning schedule is ahead: 1, 2, …' }),
  firstFailedAt: instantWire.nullable(),
  nextAttemptAt: instantWire.nullable(),
  paymentMethodBy: instantWire.nullable().meta({ description: 'Given up then, unless there is another method' }),
  startedAt: instantWire,
  endedAt: instantWire.nullable(),
  attempts: z.array(attemptWire),
});

const commonToWire = ({ invoiceId, customerId, number, amountDue, startedAt, state }: Collection) => ({
  ...{ invoiceId, customerId, number, startedAt },
  status: state.status,
  currency: amountDue.currency,
  amountDue: settledToWire(amountDue),
  endedAt: 'endedAt' in state ? state.endedAt : null,
});

export const collectionToItem = (collection: Collection): z.output<typeof collectionItem> => ({
  ...commonToWire(collection),
  attempts: collection.attempts,
  dunning: collection.dunning,
  token: collection.state.status === 'waiting' ? collection.state.token : null,
});

/** @throws Conflict `collection_corrupt` */
export const collectionFromItem = (item: unknown): Collection => {
  const { amountDue, currency, attempts, dunning, number, startedAt, ...stored } = collectionItem.parse(item);
  return {
    invoiceId: invoiceId(stored.invoiceId),
    customerId: customerId(stored.customerId),
    amountDue: moneyFromWire(amountDue, currency),
    ...{ number, attempts, dunning, startedAt },
    state: stateOf(stored),
  };
};

type Stored = Pick<z.output<typeof collectionItem>, 'invoiceId' | 'status' | 'token' | 'endedAt'>;

const stateOf = ({ invoiceId, status, token, endedAt }: Stored): CollectionState => {
  if (status === 'running') return { status };
  if (status === 'waiting') {
    if (token !== null) return { status, token };
  } else if (endedAt !== null) return { status, endedAt };
  throw new Conflict('collection_corrupt', `The collection of ${invoiceId} is ${status} without what belongs to it.`);
};

/** The attempts are added by the caller. Once the collection has ended, both times of what comes next are null. */
export const collectionToWire = (collection: Collection): Omit<z.output<typeof collectionWire>, 'attempts'> => {
  const next = 'endedAt' in collection.state ? undefined : collection.dunning?.next;
  return {
    ...commonToWire(collection),
    stage: collection.dunning?.stage ?? null,
    firstFailedAt: collection.dunning?.firstFailedAt ?? null,
    nextAttemptAt: next?.kind === 'retry' ? next.at : null,
    paymentMethodBy: next?.kind === 'payment_method' ? next.at : null,
  };
};
