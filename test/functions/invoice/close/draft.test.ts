import { describe, expect, it } from 'vitest';
import { metersOf, priceIn } from '../../../../functions/invoice/period/closing.ts';
import { invoiceToWire } from '../../../../functions/invoice/wire/invoice-wire.ts';
import { invoiceIdOf } from '../../../../functions/kernel/ids.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { customer, drafted, minutes, planOf, seat, subscription, support } from '../transcoding.ts';

const wireOf = (version: ReturnType<typeof planOf>, used?: string) => invoiceToWire(drafted(version, used));

describe('a draft prices the closed period, and says what each amount is made of', () => {
  it('3,400 minutes: 1,000 × 0.10 + 2,400 × 0.07 = 268.00', () => {
    const invoice = wireOf(planOf(minutes));
    expect(invoice).toMatchObject({ subtotal: '268.00', tax: '0.00', total: '268.00', amountDue: '268.00', taxes: [] });
    expect(invoice.lines).toMatchObject([
      {
        id: 'line_1',
        chargeId: 'minutes',
        description: 'Transcoded minutes',
        meter: 'transcoding_minutes',
        quantity: '3400',
        amount: '268.00',
        exactAmount: '268',
        breakdown: [
          { from: '0', to: '1000', units: '1000', unitAmount: '0.1', amount: '100' },
          { from: '1000', to: '3400', units: '2400', unitAmount: '0.07', amount: '168' },
        ],
      },
    ]);
  });

  it('268.00 of usage + 50.00 in arrears = 318.00', () => {
    expect(wireOf(planOf(minutes, support)).total).toBe('318.00');
  });

  it('a meter without usage is a line of 0.00, not a missing one', () => {
    expect(wireOf(planOf(minutes), '0')).toMatchObject({ total: '0.00', lines: [{ quantity: '0', amount: '0.00' }] });
  });

  it('two lines of 0.005 are rounded each: 0.01 + 0.01 = 0.02', () => {
    const half = { model: 'linear', meter: 'transcoding_minutes', unitAmount: '0.005' };
    const invoice = wireOf(planOf({ ...half, id: 'a' }, { ...half, id: 'b' }), '1');
    expect(invoice).toMatchObject({ total: '0.02', lines: [{ exactAmount: '0.005' }, { exactAmount: '0.005' }] });
  });
});

describe('a draft keeps what it was made from', () => {
  it('the customer, the price and the plan version', () => {
    const invoice = wireOf(planOf(minutes));
    expect(invoice.customer).toEqual({
      ...{ name: 'Clip & Sons', email: 'billing@clip.example', address: customer.address },
      ...{ taxIds: [], locale: 'en' },
    });
    expect(invoice).toMatchObject({ planId: 'transcoding', planVersion: 3, planName: 'Transcoding' });
    expect(invoice.lines[0]?.price).toMatchObject({ model: 'tiered', tiers: [{ upTo: '1000' }, { upTo: null }] });
  });

  it('its id follows from subscription and period, so that a retry finds the same one', () => {
    const { id, status, number } = wireOf(planOf(minutes));
    expect({ id, status, number }).toEqual({
      id: invoiceIdOf(subscription.id, subscription.period.end),
      status: 'draft',
      number: null,
    });
    expect(wireOf(planOf(support), '1').id).toBe(id);
  });
});

describe('the charges of a plan in a currency', () => {
  it('a currency without a price is refused', () => {
    expect(() => priceIn(planOf(minutes), currency('EUR'))).toThrow(
      expect.objectContaining({ code: 'currency_not_priced' }),
    );
  });

  it('a meter that two charges price is read once, a fee has none', () => {
    const { charges } = priceIn(planOf(minutes, { ...minutes, id: 'again' }, seat), currency('USD'));
    expect(metersOf(charges)).toEqual(['transcoding_minutes']);
  });
});
