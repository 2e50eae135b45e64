import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draft } from '../../../../functions/invoice/draft/draft.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { issue } from '../../../../functions/invoice/issue/issue.ts';
import { lateAdjustment } from '../../../../functions/invoice/late/late-adjustment.ts';
import { closingLines } from '../../../../functions/invoice/period/period-lines.ts';
import { carriedFrom, undecidedAt } from '../../../../functions/invoice/tax/line-tax.ts';
import { invoiceFromWire, invoiceSchema, invoiceToWire } from '../../../../functions/invoice/wire/invoice-wire.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { moneyFromWire } from '../../../../functions/money/money.ts';
import { plainMetered } from '../../../../functions/rate/metered.ts';
import { chargeInput } from '../../catalog/arbitraries.ts';
import { anyMetered } from '../../rate/cases.ts';
import { rate, taxed } from '../tax-rates.ts';
import { buyer, closingOf, customer, drafted, minutes, planOf, reckonedOf, seller } from '../transcoding.ts';

const at = parseInstant('2026-11-01T01:02:00Z');
const aDraft = drafted(planOf(minutes));
const open: Invoice = { ...aDraft, status: 'open', number: 'INV-000001', issuedAt: at };
const stored = (invoice: Invoice) =>
  invoiceFromWire(invoiceSchema.parse(JSON.parse(JSON.stringify(invoiceToWire(invoice)))));

describe('an invoice is read back as it was written', () => {
  it.each<{ readonly invoice: Invoice }>([
    { invoice: aDraft },
    { invoice: open },
    { invoice: { ...open, status: 'paid', paidAt: at, paymentId: 'pay_1' } },
    { invoice: { ...open, status: 'paid', paidAt: at, paymentId: null } },
    { invoice: { ...open, status: 'uncollectible', uncollectibleAt: at } },
    { invoice: { ...open, status: 'void', voidedAt: at, voidReason: 'wrong', replacedBy: null } },
    { invoice: { ...open, status: 'void', voidedAt: at, voidReason: null, replacedBy: aDraft.id } },
    { invoice: { ...aDraft, status: 'skipped', number: null, issuedAt: at } },
  ])('$invoice.status', ({ invoice }) => expect(stored(invoice)).toEqual(invoice));

  it('with an adjustment, and credit', () => {
    const change = {
      closedThrough: open.period.end,
      before: plainMetered(decimal('3400')),
      after: plainMetered(decimal('2000.5')),
    };
    const adjustments = open.lines.flatMap((line) => lateAdjustment(open, line, change));
    const balance = moneyFromWire('3.50', customer.currency);
    const adjusted = drafted(planOf(minutes), '0', { adjustments, billedFees: [] }, balance);
    expect(adjusted.lines.map(({ kind }) => kind)).toEqual(['charge', 'adjustment']);
    expect(stored(adjusted)).toEqual(adjusted);
    expect(invoiceToWire(stored(adjusted))).toMatchObject({ balanceBefore: '3.50', balanceAfter: '101.46' });
  });

  it('from before taxes were kept by line: as one group, of lines that do not say how they are taxed', () => {
    const { taxGroups: _, lines, ...wire } = invoiceToWire(open);
    const old = { ...wire, lines: lines.map(({ tax: __, ...line }) => line) };
    const read = invoiceFromWire(invoiceSchema.parse(JSON.parse(JSON.stringify(old))));
    expect(read).toEqual(open);
    expect(read).toMatchObject({ lines: [{ tax: null }], taxGroups: [{ taxTreatment: 'no_rate' }] });
  });

  it('with the tax of each line', () => {
    const decision = taxed([rate('GST', '5'), rate('QST', '9.975', { country: 'CA', region: 'QC', compound: true })]);
    const carried = carriedFrom({ invoiceId: open.id, lineId: 'line_7' }, { ...undecidedAt(at), decision });
    const [line] = open.lines;
    if (line === undefined) throw new TypeError('a line');
    const lines = [null, undecidedAt(at), { ...carried, group: 0 }].map((tax) => ({ ...line, tax }));
    expect(stored({ ...open, lines })).toEqual({ ...open, lines });
    expect(invoiceToWire({ ...open, lines }).lines[2]?.tax).toMatchObject({
      ...{ treatment: 'taxed', carried: true, original: { lineId: 'line_7' }, group: 0 },
      rates: [
        { name: 'GST', fraction: '0.05' },
        { name: 'QST', region: 'QC', fraction: '0.09975', compound: true },
      ],
    });
  });

  it('law: with any charges and any usage', () => {
    const charges = fc.uniqueArray(chargeInput(), { maxLength: 4, selector: ({ id }) => id });
    fc.assert(
      fc.property(charges, anyMetered(), (inputs, used) => {
        const closing = { ...closingOf(planOf(...inputs)), metered: () => used };
        const made = draft(closing, reckonedOf(closingLines(closing)), at);
        const invoice = issue(made, { number: 'INV-000001', buyer, seller, at });
        expect(invoiceToWire(stored(invoice))).toEqual(invoiceToWire(invoice));
      }),
      { numRuns: 200 },
    );
  });

  it('one that is paid without a time is refused', () => {
    const wire = { ...invoiceToWire(open), status: 'paid' as const };
    expect(() => invoiceFromWire(wire)).toThrow(expect.objectContaining({ code: 'invoice_corrupt' }));
  });
});
