import { describe, expect, it } from 'vitest';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { givenBackOn, loweredInvoice, loweringBy } from '../../../../functions/invoice/standing/lowering.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { dollars, draftOf, issuedAt, openOf } from '../issued.ts';

/** What lines give back: each is for the invoice that is named beside it. */
const backOf = (sold: readonly (readonly [amount: string, of: string | null])[], taxes: readonly string[] = []) => {
  const giving = draftOf(
    sold.map(([amount]) => ({ amount })),
    { taxes },
  );
  const of = new Map(giving.lines.map(({ id }, index) => [id, sold[index]?.[1] ?? null]));
  const named = (id: string | null | undefined) => (id == null ? undefined : invoiceId(id));
  const back = givenBackOn(giving, ({ id }) => named(of.get(id)));
  return [...back].map(([id, amount]) => `${id} ${settledToWire(amount)}`);
};

describe('what an invoice gives back of each earlier one, with tax', () => {
  it('50.00 − 270.00 − 30.00 with 10 % of tax: 297.00 and 33.00', () => {
    const sold = [
      ['50.00', null],
      ['-270.00', 'inv_a'],
      ['-30.00', 'inv_b'],
    ] as const;
    expect(backOf(sold, ['0.1'])).toEqual(['inv_a 297.00', 'inv_b 33.00']);
  });

  it('all that it is, to the cent: of −0.15 − 0.15 with 5.5 % the total is −0.32, so 0.16 and 0.16', () => {
    const sold = [
      ['-0.15', 'inv_a'],
      ['-0.15', 'inv_b'],
    ] as const;
    expect(backOf(sold, ['0.055'])).toEqual(['inv_a 0.16', 'inv_b 0.16']);
  });

  it('what it charges for the same invoice comes off: −30.00 + 20.00 are 10.00, and −30.00 + 40.00 nothing', () => {
    expect(
      backOf([
        ['-30.00', 'inv_a'],
        ['20.00', 'inv_a'],
      ]),
    ).toEqual(['inv_a 10.00']);
    expect(
      backOf([
        ['-30.00', 'inv_a'],
        ['40.00', 'inv_a'],
      ]),
    ).toEqual([]);
  });
});

describe('an invoice is lowered as far as it is still to be paid', () => {
  const open = openOf([{ amount: '300.00' }]);
  const paid: Invoice = {
    ...draftOf([{ amount: '300.00' }]),
    status: 'paid',
    number: 'INV-1',
    issuedAt,
    paidAt: issuedAt,
    paymentId: 'p',
  };
  const shown = (invoice: Invoice, back: string) => {
    const lowering = loweringBy(invoice, dollars(back));
    if (lowering === undefined) return null;
    const after = loweredInvoice(lowering.invoice, lowering.amount, issuedAt);
    return [after.status, ...[lowering.amount, after.amountCredited, after.amountRemaining].map(settledToWire)];
  };

  it('300.00 by 270.00: 30.00 remain; by 400.00: nothing does, and it is paid', () => {
    expect(shown(open, '270.00')).toEqual(['open', '270.00', '270.00', '30.00']);
    expect(shown(open, '400.00')).toEqual(['paid', '300.00', '300.00', '0.00']);
  });

  it('not one that is paid, nor by nothing', () => {
    expect([shown(paid, '270.00'), shown(open, '0.00')]).toEqual([null, null]);
  });
});
