import { digest } from '../../kernel/ids.ts';
import type { ChargeResult } from './charging.ts';

/** What the simulated gateway does with a charge. Where it is `silent`, the charge happens and the answer is lost, as in a
 *  time-out. */
export interface Simulated {
  readonly result: ChargeResult;
  readonly silent: boolean;
}

const failing = /^pm_sim_fails_(\d{1,4})_then_ok$/;

/** The name of the payment method decides: `pm_sim_ok` succeeds, `pm_sim_declined` is declined softly, and
 *  `pm_sim_fails_2_then_ok` is declined twice for an invoice and then succeeds. An unknown name is declined for good.
 *  @param before how often the same invoice was charged with the same payment method before */
export const simulate = (paymentMethod: string, before: number, idempotencyKey: string): Simulated => {
  const ok: ChargeResult = { outcome: 'succeeded', paymentId: `sim_${digest(idempotencyKey)}` };
  const fails = failing.exec(paymentMethod)?.[1];
  if (fails !== undefined) return answered(before < Number(fails) ? declined('card_declined', false) : ok);
  switch (paymentMethod) {
    case 'pm_sim_ok':
      return answered(ok);
    case 'pm_sim_timeout':
      return { result: ok, silent: true };
    case 'pm_sim_declined':
      return answered(declined('insufficient_funds', false));
    case 'pm_sim_expired_card':
      return answered(declined('expired_card', true));
    default:
      return answered(declined('unknown_payment_method', true));
  }
};

const answered = (result: ChargeResult): Simulated => ({ result, silent: false });

const declined = (code: string, hard: boolean): ChargeResult => ({ outcome: 'declined', code, hard });
