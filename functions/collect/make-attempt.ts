import type { Invoice } from '../invoice/invoice.ts';
import type { Instant } from '../kernel/instant.ts';
import { Conflict } from '../kernel/meterline-error.ts';
import { type Attempt, idempotencyKeyOf, type Trigger } from './attempt.ts';
import type { Step } from './contract.ts';
import { afterFailure, type Dunning, type DunningDays } from './dunning.ts';
import { type ChargeResult, chargeOnce, type PaymentGateway } from './gateway/charging.ts';
import { readiness, type Situation } from './readiness.ts';

/** What the state machine does next depends on it. `not_yet`: it is too early for the attempt, so it waits again. `closed`:
 *  the invoice is not open any more. */
export type StepOutcome = 'paid' | 'declined' | 'not_yet' | 'give_up' | 'closed';

/** The situation with what the attempt charges: all that remains of the invoice. */
export interface Scene extends Situation {
  readonly invoice: Pick<Invoice, 'status' | 'amountRemaining'>;
}

/** Where attempts are written down. Every answer is strongly consistent. */
export interface AttemptLedger {
  find(step: Step): Promise<Attempt | undefined>;
  scene(step: Step): Promise<Scene>;
  /** False when the attempt was begun before. */
  begin(attempt: Attempt): Promise<boolean>;
  /** False when the attempt was concluded before.
   *  @param dunning null after a success */
  conclude(attempt: Attempt, result: ChargeResult, dunning: Dunning | null): Promise<boolean>;
  close(step: Step, at: Instant): Promise<void>;
}

/** What an attempt needs to be made: where it is written down, who charges, and the days of the schedule. */
export interface Collector {
  readonly ledger: AttemptLedger;
  readonly gateway: PaymentGateway;
  readonly days: DunningDays;
}

/** Makes an attempt if it is time for it, or finishes one that an interrupted run has begun. A repeat has the same outcome
 *  and charges nothing again.
 *  @throws OutcomeUnknown while the gateway does not say what came of the charge */
export const makeAttempt = async (collector: Collector, step: Step): Promise<StepOutcome> => {
  const before = await collector.ledger.find(step);
  if (before !== undefined) return finish(collector, step, before, true);
  const scene = await collector.ledger.scene(step);
  const ready = readiness(scene);
  switch (ready.kind) {
    case 'closed':
      await collector.ledger.close(step, scene.now);
      return 'closed';
    case 'charge':
      return begin(collector, step, attemptAt(step, scene, ready.trigger));
    default:
      return ready.kind;
  }
};

const attemptAt = (step: Step, { customer, invoice, now }: Scene, trigger: Trigger): Attempt => ({
  customerId: step.customerId,
  invoiceId: step.invoiceId,
  number: step.attempt,
  trigger,
  at: now,
  amount: invoice.amountRemaining,
  paymentMethod: customer.paymentMethod,
  result: { outcome: 'pending' },
});

const begin = async (collector: Collector, step: Step, attempt: Attempt): Promise<StepOutcome> => {
  if (await collector.ledger.begin(attempt)) return finish(collector, step, attempt, false);
  // Another run of the same step was faster, and may have called the gateway already.
  return finish(collector, step, await begunBefore(collector, step), true);
};

const finish = async (collector: Collector, step: Step, attempt: Attempt, sentBefore: boolean) => {
  if (attempt.result.outcome !== 'pending') return outcomeOf(attempt.result);
  const result = await charge(collector.gateway, attempt, sentBefore);
  const dunning = result.outcome === 'declined' ? await dunningAfter(collector, step, attempt, result.hard) : null;
  if (await collector.ledger.conclude(attempt, result, dunning)) return outcomeOf(result);
  const concluded = await begunBefore(collector, step);
  return concluded.result.outcome === 'pending' ? movedOn(step) : outcomeOf(concluded.result);
};

const charge = async (gateway: PaymentGateway, attempt: Attempt, sentBefore: boolean): Promise<ChargeResult> => {
  const { paymentMethod, customerId, invoiceId, amount } = attempt;
  if (paymentMethod === null) return { outcome: 'declined', code: 'no_payment_method', hard: true };
  const idempotencyKey = idempotencyKeyOf(attempt);
  return chargeOnce(gateway, { idempotencyKey, customerId, invoiceId, amount, paymentMethod }, sentBefore);
};

const dunningAfter = async ({ ledger, days }: Collector, step: Step, attempt: Attempt, hard: boolean) => {
  const { collection } = await ledger.scene(step);
  const failure = { at: attempt.at, hard, method: attempt.paymentMethod };
  return afterFailure(days, collection.dunning?.firstFailedAt ?? null, failure);
};

const begunBefore = async ({ ledger }: Collector, step: Step): Promise<Attempt> =>
  (await ledger.find(step)) ?? movedOn(step);

/** @throws Conflict `collection_moved_on` */
const movedOn = ({ invoiceId, attempt }: Step): never => {
  throw new Conflict('collection_moved_on', `The collection of ${invoiceId} is not at attempt ${attempt}.`);
};

const outcomeOf = ({ outcome }: ChargeResult): StepOutcome => (outcome === 'succeeded' ? 'paid' : 'declined');
