import { addressLines } from './document-address.ts';
import type { InvoiceDocument } from './document-schema.ts';
import type { DocumentSource } from './document-source.ts';
import type { PartyWriting } from './document-writing.ts';

export const sellerBlock = ({ seller }: DocumentSource, { texts }: PartyWriting): InvoiceDocument['seller'] => {
  const { name, address, taxIds, email } = seller;
  return { name, lines: [...address, ...(email === null ? [] : [email]), ...taxIds.map(texts.taxId)] };
};

export const buyerBlock = ({ buyer }: DocumentSource, { locale, texts }: PartyWriting): InvoiceDocument['buyer'] => {
  const { name, address, email, taxIds } = buyer;
  return {
    heading: texts.buyer,
    name,
    lines: [
      ...(address === null ? [] : addressLines(address, locale)),
      ...(email === null ? [] : [email]),
      ...taxIds.map(texts.taxId),
    ],
  };
};

/** The table of labels and values at the head of the document: number, dates, period, plan and what is due. Facts that a document
 *  does not have are left out. */
export const factRows = (source: DocumentSource, { texts, formats }: PartyWriting): InvoiceDocument['facts'] => {
  const { kind, number, issuedAt, dueAt, period, plan, customerId, totals, outcome, reason } = source;
  const { fact } = texts;
  return [
    ...(number === null ? [] : [{ label: kind === 'invoice' ? fact.number : fact.creditNoteNumber, value: number }]),
    { label: fact.issued, value: issuedAt === null ? fact.notIssued : formats.day(issuedAt) },
    ...(dueAt === null ? [] : [{ label: fact.due, value: formats.day(dueAt) }]),
    ...(period === null ? [] : [{ label: fact.period, value: formats.period(period) }]),
    ...(plan === null ? [] : [{ label: fact.plan, value: fact.planVersion(plan.name, plan.version) }]),
    { label: fact.customer, value: customerId },
    ...(reason === null ? [] : [{ label: fact.reason, value: reason }]),
    outcome.kind === 'due'
      ? { label: fact.amountDue, value: formats.money(outcome.amountDue) }
      : { label: fact.credited, value: formats.money(totals.total) },
  ];
};
