import type { Money } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import type { Seller } from '../seller.ts';
import type { DocumentSource, DocumentState, SourceLine, SourceSection } from './document-source.ts';

/** What the document of an invoice needs that is not on the invoice itself. */
export interface Surroundings {
  /** The seller of the stack's settings, for a draft, which has no seller yet. */
  readonly seller: Seller;
  /** The numbers of the invoices that it replaces and that replaces it. */
  readonly replaces: string | null;
  readonly replacedBy: string | null;
}

/** What the document of an invoice says. */
export const sourceOf = (invoice: Invoice, { seller, replaces, replacedBy }: Surroundings): DocumentSource => {
  const { id, number, createdAt, issuedAt, period, customerId, currency, timeZone, buyer } = invoice;
  return {
    ...{ id, number, createdAt, issuedAt, customerId, currency, timeZone, buyer, replaces, replacedBy },
    kind: 'invoice',
    state: stateOf(invoice),
    dueAt: null,
    period: period.start === period.end ? null : period,
    plan: { name: invoice.planName, version: invoice.planVersion },
    seller: invoice.seller ?? seller,
    sections: sectionsOf(invoice),
    totals: invoice,
    outcome: { ...invoice, kind: 'due', amountRemaining: remainingOf(invoice) },
    ...{ corrects: null, reason: null },
  };
};

/** What the document says to be still to be paid. Nothing remains of a void invoice, but no credit note and no payment has
 *  taken it off: its document ends with what was due. */
const remainingOf = ({ status, amountDue, amountRemaining }: Invoice): Money =>
  status === 'void' ? amountDue : amountRemaining;

const stateOf = (invoice: Invoice): DocumentState => {
  switch (invoice.status) {
    case 'paid':
      return { status: 'paid', at: invoice.paidAt };
    case 'void':
      return { status: 'void', at: invoice.voidedAt };
    default:
      return { status: invoice.status };
  }
};

/** The sections of an invoice. Lines that belong to none of them stand at the end, so that no line is left out. */
const sectionsOf = ({ sections, lines, subtotal }: Invoice): readonly SourceSection[] => {
  const named = sections.map(({ customerId, name, subtotal: sum }) => ({
    name,
    lines: lines.filter((line) => line.customerId === customerId).map(lineOf),
    subtotal: sum,
  }));
  const others = lines.filter((line) => !sections.some(({ customerId }) => customerId === line.customerId));
  return others.length === 0 ? named : [...named, { name: null, lines: others.map(lineOf), subtotal }];
};

const lineOf = (line: InvoiceLine): SourceLine => ({
  ...line,
  isUsage: line.meter !== null,
  adjusts: line.adjusts === null ? null : { ...line.adjusts, number: line.adjusts.number ?? line.adjusts.invoiceId },
  // The only bracket of a fee would say the same as its line.
  breakdown: line.model === 'flat' ? [] : line.breakdown,
});
