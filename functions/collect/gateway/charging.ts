import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import { type ErrorKind, MeterlineError } from '../../kernel/meterline-error.ts';
import type { Money } from '../../money/money.ts';

/** The provider that charges a customer's payment method. */
export interface PaymentGateway {
  /** Charges at most once for an idempotency key: a repeat gets the first answer.
   *  @throws OutcomeUnknown when no answer came: the charge may have happened */
  charge(request: ChargeRequest): Promise<ChargeResult>;
  /** What came of a charge; undefined when the gateway knows of none with this key. */
  find(idempotencyKey: string): Promise<ChargeResult | undefined>;
}

export interface ChargeRequest {
  readonly idempotencyKey: string;
  readonly customerId: CustomerId;
  readonly invoiceId: InvoiceId;
  readonly amount: Money;
  readonly paymentMethod: string;
}

/** `hard` says that the same payment method will never work again, as an expired card. */
export type ChargeResult =
  | { readonly outcome: 'succeeded'; readonly paymentId: string }
  | { readonly outcome: 'declined'; readonly code: string; readonly hard: boolean };

/** The gateway did not answer, or not in time: the charge may or may not have happened. A retry asks what came of it. */
export class OutcomeUnknown extends MeterlineError {
  readonly code = 'payment_outcome_unknown';
  readonly kind: ErrorKind = 'unavailable';
  override readonly retryable = true;

  constructor(idempotencyKey: string) {
    super(`The gateway did not say what came of charge ${idempotencyKey}.`);
  }
}

/** Charges, or finds out what came of an earlier charge with the same key. A charge that may have happened is looked up
 *  before it is made again, so that nobody is charged twice.
 *  @param sentBefore whether an earlier try may have reached the gateway
 *  @throws OutcomeUnknown when it is still unknown: a later try asks again */
export const chargeOnce = async (
  gateway: PaymentGateway,
  request: ChargeRequest,
  sentBefore: boolean,
): Promise<ChargeResult> => {
  const known = sentBefore ? await gateway.find(request.idempotencyKey) : undefined;
  if (known !== undefined) return known;
  try {
    return await gateway.charge(request);
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error;
    const found = await gateway.find(request.idempotencyKey);
    if (found === undefined) throw error;
    return found;
  }
};
