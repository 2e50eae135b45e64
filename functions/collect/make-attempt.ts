import type { Customer } from '../catalog/customer.ts';
import { Conflict } from '../catalog/meterline-error.ts';
import { type Attempt, idempotencyKeyOf, type Trigger } from './attempt.ts';
import { beginAttempt, concludeAttempt } from './attempt-store.ts';
import type { Step } from './contract.ts';
import { afterFailure, type DunningDays } from './dunning.ts';
import { type ChargeResult, chargeOnce, type PaymentGateway } from './gateway.ts';
import { readiness } from './readiness.ts';
import { type Here, situationOf } from './situation-store.ts';
import { endCollection, findAttempt, requireAttempt, requireCollection } from './store.ts';

/** `not_yet`: woken for nothing. `closed`: the invoice is not open any more. */
export type StepOutcome = 'paid' | 'declined' | 'not_yet' | 'give_up' | 'closed';

/** Makes an attempt if it is time for it, or finishes one that was begun. Repeated: the same outcome, no second charge.
 *  @throws OutcomeUnknown while the gateway does not say what came of the charge */
export const makeAttempt = async (step: Step, gateway: PaymentGateway, days: DunningDays): Promise<StepOutcome> => {
  const before = await findAttempt(step);
  if (before !== undefined) return finish(before, gateway, days, true);
  const here = await situationOf(step.customerId, step.invoiceId);
  const ready = readiness(here);
  switch (ready.kind) {
    case 'closed':
      await endCollection(step.customerId, step.invoiceId, 'closed', here.now);
      return 'closed';
    case 'charge':
      return begin(step, here, ready.trigger, gateway, days);
    default:
      return ready.kind;
  }
};

const begin = async (step: Step, here: Here, trigger: Trigger, gateway: PaymentGateway, days: DunningDays) => {
  const attempt = attemptNow(step, here, here.customer, trigger);
  if (await beginAttempt(attempt)) return finish(attempt, gateway, days, false);
  // Somebody was faster: another run of the same step.
  return finish(await requireAttempt(step), gateway, days, true);
};

const attemptNow = (
  step: Step,
  { invoice, now }: Here,
  { paymentMethod }: Pick<Customer, 'paymentMethod'>,
  trigger: Trigger,
): Attempt => ({
  customerId: step.customerId,
  invoiceId: step.invoiceId,
  number: step.attempt,
  trigger,
  at: now,
  amount: invoice.amountDue,
  paymentMethod,
  result: { outcome: 'pending' },
});

const finish = async (
  attempt: Attempt,
  gateway: PaymentGateway,
  days: DunningDays,
  sentBefore: boolean,
): Promise<StepOutcome> => {
  if (attempt.result.outcome !== 'pending') return outcomeOf(attempt.result);
  const result = await charge(attempt, gateway, sentBefore);
  const { customerId, invoiceId, number } = attempt;
  if (await concludeAttempt(attempt, result, await dunningAfter(attempt, result, days))) return outcomeOf(result);
  const concluded = await requireAttempt({ customerId, invoiceId, attempt: number });
  if (concluded.result.outcome !== 'pending') return outcomeOf(concluded.result);
  throw new Conflict('collection_moved_on', `The collection of ${invoiceId} is not at attempt ${number}.`);
};

const charge = async (attempt: Attempt, gateway: PaymentGateway, sentBefore: boolean): Promise<ChargeResult> => {
  const { paymentMethod, customerId, invoiceId, amount } = attempt;
  if (paymentMethod === null) return { outcome: 'declined', code: 'no_payment_method', hard: true };
  const idempotencyKey = idempotencyKeyOf(attempt);
  return chargeOnce(gateway, { idempotencyKey, customerId, invoiceId, amount, paymentMethod }, sentBefore);
};

const dunningAfter = async (attempt: Attempt, result: ChargeResult, days: DunningDays) => {
  if (result.outcome === 'succeeded') return null;
  const { dunning } = await requireCollection(attempt.customerId, attempt.invoiceId);
  const failure = { at: attempt.at, hard: result.hard, method: attempt.paymentMethod };
  return afterFailure(days, dunning?.firstFailedAt ?? null, failure);
};

const outcomeOf = (result: ChargeResult): StepOutcome => (result.outcome === 'succeeded' ? 'paid' : 'declined');
