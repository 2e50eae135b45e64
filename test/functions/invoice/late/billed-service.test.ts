import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { creditNoteId } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditInvoice } from '../../../../functions/invoice/credit-note/credit-note-service.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { requireBilled } from '../../../../functions/invoice/late/billed-service.ts';
import { leftByNotes } from '../../../../functions/invoice/late/earlier-invoice.ts';
import { undecidedAt } from '../../../../functions/invoice/tax/line-tax.ts';
import { customerId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { BillingWorld } from '../billing-world.ts';
import { draftOf, issuedAt, openOf } from '../issued.ts';
import { rate, taxed } from '../tax-rates.ts';

const child = customerId('cust_north');
let world: BillingWorld;
beforeEach(() => {
  world = new BillingWorld();
});
afterEach(() => vi.unstubAllEnvs());

const creditLine = (id: Invoice['id'], lineId: string, amount: string) =>
  creditInvoice(id, {
    ...{ id: creditNoteId('cn_1'), prefix: 'CN', reason: 'goodwill', issuedAt, createdAt: issuedAt },
    wanted: { kind: 'lines', lines: [{ lineId, amount: decimal(amount), quantity: null }] },
  });
/** What credit notes have left of each line; null where they took nothing. */
const leftOn = async (id: Invoice['id']) => {
  const { billed } = await requireBilled(id);
  return billed.lines.map((line) => {
    const left = leftByNotes(billed, line.id);
    return [line.id, left === undefined ? null : settledToWire(left.amount)];
  });
};

describe('what stands of an invoice says what credit notes have left of its lines', () => {
  it('30.00 of the first of two', async () => {
    const invoice = openOf([{ amount: '100.00' }, { amount: '20.00' }]);
    world.keepInvoice(invoice);
    expect(await leftOn(invoice.id)).toEqual([
      ['line_1', null],
      ['line_2', null],
    ]);
    await creditLine(invoice.id, 'line_1', '30.00');
    expect(await leftOn(invoice.id)).toEqual([
      ['line_1', '70.00'],
      ['line_2', null],
    ]);
  });

  it("of a child's statement, by its places: line 2 of the parent's invoice is its line 1", async () => {
    const parent = openOf([{ amount: '50.00' }, { amount: '100.00' }], { id: 'inv_parent' });
    const { lines, ...rest } = draftOf([{ amount: '100.00' }], { id: 'inv_child' });
    const own = lines.map((line) => ({ ...line, customerId: child }));
    const statement: Invoice = {
      ...{ ...rest, customerId: child, status: 'statement', consolidatedInto: invoiceId('inv_parent') },
      lines: own,
    };
    world.keepInvoice(statement);
    world.keepInvoice({
      ...parent,
      lines: parent.lines.flatMap((line, index) =>
        index === 0 ? [line] : own.map((one) => ({ ...one, id: line.id })),
      ),
    });
    await creditLine(parent.id, 'line_2', '40.00');
    expect(await leftOn(statement.id)).toEqual([['line_1', '60.00']]);
  });
});

describe('what stands of an invoice says how its lines were taxed', () => {
  it("of a child's statement, as the parent's invoice was", async () => {
    const { lines, ...rest } = draftOf([{ amount: '100.00' }], { id: 'inv_child' });
    const own = lines.map((line) => ({ ...line, customerId: child, tax: undecidedAt(issuedAt) }));
    const decided = { ...undecidedAt(issuedAt), decision: taxed([rate('VAT', '16')]), group: 0 };
    const into = { status: 'statement', consolidatedInto: invoiceId('inv_parent') } as const;
    world.keepInvoice({ ...rest, ...into, customerId: child, lines: own });
    world.keepInvoice({
      ...openOf([], { id: 'inv_parent' }),
      lines: own.map((line) => ({ ...line, id: 'line_9', tax: decided })),
    });
    expect((await requireBilled(invoiceId('inv_child'))).billed.lines).toMatchObject([{ id: 'line_1', tax: decided }]);
  });

  it('of a draft, nothing but what its lines carry from earlier ones', async () => {
    const decided = { ...undecidedAt(issuedAt), decision: taxed([rate('VAT', '16')]), group: 0 };
    const carried = { ...decided, original: { invoiceId: invoiceId('inv_0'), lineId: 'line_1' }, carried: true };
    const { lines, ...rest } = draftOf([{ amount: '100.00' }, { amount: '-20.00' }]);
    const taxes = [decided, carried];
    world.keepInvoice({ ...rest, lines: lines.map((line, at) => ({ ...line, tax: taxes[at] ?? null })) });
    expect((await requireBilled(rest.id)).billed.lines.map(({ tax }) => tax)).toEqual([undecidedAt(issuedAt), carried]);
  });
});
