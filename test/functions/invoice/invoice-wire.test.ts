import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargesSchema } from '../../../functions/catalog/charge.ts';
import { meterKey } from '../../../functions/catalog/ids.ts';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import { adjustment } from '../../../functions/invoice/adjustment.ts';
import { draft, metersOf } from '../../../functions/invoice/draft.ts';
import type { Invoice } from '../../../functions/invoice/invoice.ts';
import { invoiceSchema } from '../../../functions/invoice/invoice-schema.ts';
import { invoiceFromWire, invoiceToWire } from '../../../functions/invoice/invoice-wire.ts';
import { issue } from '../../../functions/invoice/issue.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { moneyFromWire } from '../../../functions/money/money.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';
import { chargeInput } from '../catalog/arbitraries.ts';
import { positiveText } from '../money/arbitraries.ts';
import { customer, minutes, planOf, subscription } from './transcoding.ts';

const at = parseInstant('2026-11-01T01:02:00Z');
const buyer = { name: 'Clip', email: null, address: null };
const usage = new Map([[meterKey('transcoding_minutes'), decimal('3400')]]);
const aDraft = draft({ subscription, customer, version: planOf(minutes), usage, at });
const open: Invoice = { ...aDraft, status: 'open', number: 'INV-000001', issuedAt: at };
const stored = (invoice: Invoice) =>
  invoiceFromWire(invoiceSchema.parse(JSON.parse(JSON.stringify(invoiceToWire(invoice)))));

describe('an invoice is read back as it was written', () => {
  it.each<Invoice>([
    aDraft,
    open,
    { ...open, status: 'paid', paidAt: at, paymentId: 'pay_1' },
    { ...open, status: 'paid', paidAt: at, paymentId: null },
    { ...open, status: 'uncollectible', uncollectibleAt: at },
    { ...open, status: 'void', voidedAt: at },
  ])('$status', (invoice) => expect(stored(invoice)).toEqual(invoice));

  it('with an adjustment, and credit', () => {
    const change = {
      closedThrough: open.period.end,
      before: plainMetered(decimal('3400')),
      after: plainMetered(decimal('2000.5')),
    };
    const adjustments = open.lines.flatMap((line) => adjustment(open, line, change));
    const closing = { subscription, customer, version: planOf(minutes), usage: new Map(), at };
    const adjusted = draft(closing, { adjustments, balance: moneyFromWire('3.50', customer.currency) });
    expect(adjusted.lines.map(({ kind }) => kind)).toEqual(['charge', 'adjustment']);
    expect(stored(adjusted)).toEqual(adjusted);
    expect(invoiceToWire(stored(adjusted))).toMatchObject({ balanceBefore: '3.50', balanceAfter: '101.46' });
  });

  it('law: with any charges and any usage', () => {
    const charges = fc.uniqueArray(chargeInput(), { maxLength: 4, selector: ({ id }) => id });
    fc.assert(
      fc.property(charges, positiveText(), (inputs, used) => {
        const version = planOf(...inputs);
        const everyMeter = metersOf(chargesSchema.parse(inputs)).map((meter) => [meter, decimal(used)] as const);
        const made = draft({ subscription, customer, version, usage: new Map(everyMeter), at });
        const invoice = issue(made, { number: 'INV-000001', buyer, at });
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
