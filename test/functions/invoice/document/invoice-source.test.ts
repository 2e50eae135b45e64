import { describe, expect, it } from 'vitest';
import { formatsOf } from '../../../../functions/invoice/document/document-format.ts';
import { textsOf } from '../../../../functions/invoice/document/document-languages.ts';
import { localeOf } from '../../../../functions/invoice/document/document-locale.ts';
import { totalRows } from '../../../../functions/invoice/document/document-totals.ts';
import { sourceOf } from '../../../../functions/invoice/document/invoice-source.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { dollars, issuedAt, openOf, seller, usd } from '../issued.ts';

const writing = {
  texts: textsOf('en'),
  formats: formatsOf({ locale: localeOf('en'), timeZone: 'UTC', currency: usd }),
};
const rowsOf = (invoice: Invoice) =>
  totalRows(sourceOf(invoice, { seller, replaces: null, replacedBy: null }), writing)
    .map(({ label, value }) => `${label} ${value}`)
    .slice(2);
const open = openOf([{ amount: '70.00' }]);
const voided: Invoice = {
  ...open,
  ...{ status: 'void', number: 'INV-000001', issuedAt, voidedAt: issuedAt, voidReason: 'wrong', replacedBy: null },
  amountRemaining: dollars('0.00'),
};

describe('what is said below the total', () => {
  it('of a void invoice: no credit note, since there is none, though nothing remains', () => {
    expect(rowsOf(voided)).toEqual(['Total $70.00', 'Amount due $70.00']);
  });

  it('of a balance that stays as it was: nothing', () => {
    const balance = { balanceBefore: dollars('5.00'), balanceAfter: dollars('5.00') };
    expect(rowsOf({ ...open, ...balance })).toEqual(['Total $70.00', 'Amount due $70.00']);
  });

  it('of what lowers an earlier invoice: by how much, and nothing is due', () => {
    const lowered = [{ invoiceId: invoiceId('inv_0'), number: 'INV-000000', amount: dollars('270.00') }];
    const due = { amountDue: dollars('0.00'), amountRemaining: dollars('0.00'), balanceAfter: dollars('0.00') };
    expect(rowsOf({ ...openOf([{ amount: '-270.00' }]), ...due, lowered })).toEqual([
      ...['Total -$270.00', 'Taken off invoice INV-000000 $270.00', 'Amount due $0.00'],
    ]);
  });
});
