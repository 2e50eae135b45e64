import { formatsOf } from './document-format.ts';
import { textsOf } from './document-languages.ts';
import { lineRow } from './document-lines.ts';
import type { Locale } from './document-locale.ts';
import { buyerBlock, factRows, sellerBlock } from './document-parties.ts';
import type { DocumentSection, InvoiceDocument } from './document-schema.ts';
import type { DocumentSource, DocumentState, SourceSection } from './document-source.ts';
import type { DocumentTexts } from './document-texts.ts';
import { taxNotesOf, taxSummaryOf, totalRows } from './document-totals.ts';
import type { LineWriting, Writing } from './document-writing.ts';

interface Reader {
  readonly locale: Locale;
  /** The address of the API: `https://…/v1`. */
  readonly baseUrl: string;
}

/** Writes a document for its reader. The page and the PDF show it in the same words. */
export const invoiceDocument = (source: DocumentSource, { locale, baseUrl }: Reader): InvoiceDocument => {
  const { id, number, currency, timeZone, seller, period, totals, state } = source;
  const texts = textsOf(locale.language);
  const formats = formatsOf({ locale, timeZone, currency });
  const evidenceUrl = (line: string) => `${baseUrl}/invoices/${id}/lines/${line}/events?format=csv`;
  const writing = { locale, texts, formats, period, evidenceUrl };
  return {
    lang: locale.tag,
    title: titleOf(source, texts),
    fileName: (number ?? id).replaceAll(/[^\w.-]/g, '-'),
    dated: source.issuedAt ?? source.createdAt,
    status: { text: statusText(state, writing), tone: tones[state.status] },
    watermark: state.status === 'draft' || state.status === 'void' ? texts.watermark[state.status] : null,
    notices: noticesOf(source, writing),
    seller: sellerBlock(source, writing),
    buyer: buyerBlock(source, writing),
    facts: factRows(source, writing),
    columns: texts.column,
    sections: source.sections.map((section) => sectionOf(section, writing)),
    totals: totalRows(source, writing),
    taxSummary: taxSummaryOf(totals, writing),
    notes: [...taxNotesOf(totals, writing), ...(seller.legalText === null ? [] : seller.legalText.split('\n'))],
    footer: texts.footer(currency, id),
    pageLabel: texts.page,
  };
};

const titleOf = ({ kind, number, state }: DocumentSource, texts: DocumentTexts): string => {
  if (state.status === 'skipped') return texts.statement;
  if (kind === 'invoice') return number === null ? texts.draftInvoice : texts.invoice(number);
  return number === null ? texts.draftCreditNote : texts.creditNote(number);
};

const tones = {
  draft: 'neutral',
  open: 'open',
  issued: 'open',
  paid: 'good',
  uncollectible: 'bad',
  void: 'neutral',
  skipped: 'neutral',
  statement: 'neutral',
} as const;

const statusText = (state: DocumentState, { texts, formats }: Writing): string =>
  state.status === 'paid' ? texts.status.paid(formats.day(state.at)) : texts.status[state.status];

const noticesOf = ({ state, replaces, replacedBy, corrects }: DocumentSource, { texts, formats }: Writing) => {
  const { notice } = texts;
  return [
    ...(state.status === 'draft' ? [notice.draft] : []),
    ...(state.status === 'void' ? [notice.void(formats.day(state.at))] : []),
    ...(replaces === null ? [] : [notice.replaces(replaces)]),
    ...(replacedBy === null ? [] : [notice.replacedBy(replacedBy)]),
    ...(corrects === null ? [] : [notice.corrects(corrects)]),
  ];
};

const sectionOf = ({ name, lines, subtotal }: SourceSection, writing: LineWriting): DocumentSection => ({
  heading: name,
  lines: lines.map((line) => lineRow(line, writing)),
  subtotal: name === null ? null : { label: writing.texts.subtotalOf(name), value: writing.formats.money(subtotal) },
});
