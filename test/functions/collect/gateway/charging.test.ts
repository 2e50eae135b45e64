import { describe, expect, it } from 'vitest';
import {
  type ChargeResult,
  chargeOnce,
  OutcomeUnknown,
  type PaymentGateway,
} from '../../../../functions/collect/gateway/charging.ts';
import { simulate } from '../../../../functions/collect/gateway/simulator.ts';
import { due, invoiceOf } from '../overdue.ts';

const { id: invoiceId, customerId } = invoiceOf();
const request = { idempotencyKey: 'inv-1', customerId, invoiceId, amount: due, paymentMethod: 'pm_1' };
const succeeded: ChargeResult = { outcome: 'succeeded', paymentId: 'pay_1' };
type Answer = ChargeResult | 'silence' | 'broken';

/** Says in turn what `charges` and `finds` have, and notes what it was asked. */
const gatewayThat = (charges: readonly Answer[], finds: readonly (ChargeResult | undefined)[]) => {
  const asked: string[] = [];
  const left = { charges: [...charges], finds: [...finds] };
  const gateway: PaymentGateway = {
    charge: async ({ idempotencyKey }) => {
      asked.push('charge');
      const answer = left.charges.shift() ?? 'broken';
      if (answer === 'silence') throw new OutcomeUnknown(idempotencyKey);
      if (answer === 'broken') throw new TypeError('no route to host');
      return answer;
    },
    find: async () => {
      asked.push('find');
      return left.finds.shift();
    },
  };
  return { gateway, asked };
};

describe('chargeOnce: after an unknown outcome the gateway is asked before it is told again', () => {
  it('charges at once what was never sent', async () => {
    const { gateway, asked } = gatewayThat([succeeded], []);
    expect(await chargeOnce(gateway, request, false)).toEqual(succeeded);
    expect(asked).toEqual(['charge']);
  });

  it('asks first for what may have been sent, and charges nothing if it was', async () => {
    const { gateway, asked } = gatewayThat([], [succeeded]);
    expect(await chargeOnce(gateway, request, true)).toEqual(succeeded);
    expect(asked).toEqual(['find']);
  });

  it('charges what may have been sent and was not', async () => {
    const { gateway, asked } = gatewayThat([succeeded], [undefined]);
    expect(await chargeOnce(gateway, request, true)).toEqual(succeeded);
    expect(asked).toEqual(['find', 'charge']);
  });

  it('asks when no answer comes', async () => {
    const { gateway, asked } = gatewayThat(['silence'], [succeeded]);
    expect(await chargeOnce(gateway, request, false)).toEqual(succeeded);
    expect(asked).toEqual(['charge', 'find']);
  });

  it('never tells it again in the same breath: that is for a later try, which asks first', async () => {
    const { gateway, asked } = gatewayThat(['silence', succeeded], [undefined]);
    await expect(chargeOnce(gateway, request, false)).rejects.toMatchObject({
      code: 'payment_outcome_unknown',
      retryable: true,
    });
    expect(asked).toEqual(['charge', 'find']);
  });

  it('passes on what is no time-out', async () => {
    const { gateway, asked } = gatewayThat(['broken'], []);
    await expect(chargeOnce(gateway, request, false)).rejects.toThrow('no route to host');
    expect(asked).toEqual(['charge']);
  });
});

describe('simulator: payment methods behave as their names say', () => {
  it.each([
    ['pm_sim_ok', 0, 'succeeded'],
    ['pm_sim_ok', 7, 'succeeded'],
    ['pm_sim_declined', 0, 'insufficient_funds, soft'],
    ['pm_sim_expired_card', 0, 'expired_card, hard'],
    ['pm_sim_fails_2_then_ok', 0, 'card_declined, soft'],
    ['pm_sim_fails_2_then_ok', 1, 'card_declined, soft'],
    ['pm_sim_fails_2_then_ok', 2, 'succeeded'],
    ['pm_sim_fails_0_then_ok', 0, 'succeeded'],
    ['pm_sim_fails_x_then_ok', 0, 'unknown_payment_method, hard'],
    ['pm_card_visa', 0, 'unknown_payment_method, hard'],
    ['pm_sim_timeout', 0, 'succeeded, silently'],
  ])('%s after %i charges: %s', (method, before, expected) => {
    const { result, silent } = simulate(method, before, 'inv-1');
    const said = result.outcome === 'succeeded' ? 'succeeded' : `${result.code}, ${result.hard ? 'hard' : 'soft'}`;
    expect(silent ? `${said}, silently` : said).toBe(expected);
  });

  it('gives each charge its own payment id, the same at every repeat', () => {
    expect(simulate('pm_sim_ok', 0, 'inv-1')).toEqual(simulate('pm_sim_ok', 3, 'inv-1'));
    expect(simulate('pm_sim_ok', 0, 'inv-1')).not.toEqual(simulate('pm_sim_ok', 0, 'inv-2'));
  });
});
