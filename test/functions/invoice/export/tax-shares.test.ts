import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taxShares } from '../../../../functions/invoice/export/tax-shares.ts';
import { settledToWire, total } from '../../../../functions/money/money.ts';
import { dollars, draftOf, groupedOf, usd } from '../issued.ts';

const shown = (invoice: Parameters<typeof taxShares>[0]) =>
  taxShares(invoice).map(({ net, tax }) => `${settledToWire(net)} + ${settledToWire(tax)}`);

describe('what of the tax falls on a line', () => {
  it('19 % of 100.00 + 50.00: 19.00 + 9.50', () => {
    const invoice = draftOf([{ amount: '100.00' }, { amount: '50.00' }], { taxes: ['0.19'] });
    expect(shown(invoice)).toEqual(['100.00 + 19.00', '50.00 + 9.50']);
  });

  it('a discount comes off first: 19 % of 80.00', () => {
    const invoice = draftOf([{ amount: '100.00', discount: '20.00' }], { taxes: ['0.19'] });
    expect(shown(invoice)).toEqual(['80.00 + 15.20']);
  });

  it('what is given back gives its tax back: 19 % of 100.00 − 40.00 = 11.40', () => {
    const invoice = draftOf([{ amount: '100.00' }, { amount: '-40.00' }], { taxes: ['0.19'] });
    expect(shown(invoice)).toEqual(['100.00 + 19.00', '-40.00 + -7.60']);
  });

  it('by largest remainder: 10 % of three times 0.35 is 0.11, 0.04 on the first two', () => {
    const invoice = draftOf([{ amount: '0.35' }, { amount: '0.35' }, { amount: '0.35' }], { taxes: ['0.1'] });
    expect(shown(invoice)).toEqual(['0.35 + 0.04', '0.35 + 0.04', '0.35 + 0.03']);
  });

  it('each line has the tax of its own group: 16 % of 50.00 and 19 % of 100.00', () => {
    const invoice = groupedOf(
      { sold: [{ amount: '50.00' }], taxes: ['0.16'] },
      { sold: [{ amount: '130.00' }, { amount: '-30.00' }], taxes: ['0.19'] },
    );
    expect(shown(invoice)).toEqual(['50.00 + 8.00', '130.00 + 24.70', '-30.00 + -5.70']);
  });

  it('prices that include the tax: 119.00 is 100.00 + 19.00', () => {
    const invoice = draftOf([{ amount: '119.00' }]);
    const [group] = invoice.taxGroups;
    if (group === undefined) throw new TypeError('a group');
    const inclusive = { ...group, taxBase: dollars('100.00'), tax: dollars('19.00') };
    expect(shown({ ...invoice, taxGroups: [inclusive] })).toEqual(['100.00 + 19.00']);
  });

  it('law: net amounts and taxes add up to the invoice, whatever its lines', () => {
    const cents = fc.integer({ min: -100_000, max: 100_000 }).map((amount) => ({ amount: (amount / 100).toFixed(2) }));
    fc.assert(
      fc.property(
        fc.array(cents, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('0', '0.07', '0.19'),
        (sold, tax) => {
          const invoice = draftOf(sold, { taxes: [tax] });
          const shares = taxShares(invoice);
          const sum = (of: 'net' | 'tax') =>
            settledToWire(
              total(
                shares.map((share) => share[of]),
                usd,
              ),
            );
          expect([sum('net'), sum('tax')]).toEqual([settledToWire(invoice.taxBase), settledToWire(invoice.tax)]);
        },
      ),
    );
  });
});
