import * as z from 'zod';

const entry = z.object({ label: z.string(), value: z.string() });

const bracketRow = z.object({
  /** `group` heads the `grouped` brackets of one group value, and has no figures. */
  kind: z.enum(['bracket', 'group', 'grouped']),
  text: z.string(),
  quantity: z.string(),
  unitPrice: z.string(),
  amount: z.string(),
});

const lineRow = z.object({
  description: z.string(),
  notes: z.array(z.string()),
  /** A link to the events behind the line; null for a fee. */
  evidence: z.object({ text: z.string(), url: z.string() }).nullable(),
  quantity: z.string(),
  unitPrice: z.string(),
  amount: z.string(),
  brackets: z.array(bracketRow),
});

const totalRow = entry.extend({
  note: z.string().nullable(),
  weight: z.enum(['plain', 'sum', 'due']),
});

const columns = z.object({
  description: z.string(),
  quantity: z.string(),
  unitPrice: z.string(),
  amount: z.string(),
});

const taxSummary = z.object({
  heading: z.string(),
  columns: z.object({ name: z.string(), rate: z.string(), base: z.string(), amount: z.string() }),
  rows: z.array(z.object({ name: z.string(), rate: z.string(), base: z.string(), amount: z.string() })),
});

/** An invoice or credit note as its reader is to see it, on the page as in the PDF: every text is in the reader's language, and
 *  numbers and dates are written as the reader writes them. */
export const documentSchema = z.object({
  /** BCP 47. */
  lang: z.string(),
  title: z.string(),
  /** The name of the file, without its ending. */
  fileName: z.string(),
  /** When it was issued, or drafted: UTC with milliseconds. */
  dated: z.string(),
  status: z.object({ text: z.string(), tone: z.enum(['neutral', 'open', 'good', 'bad']) }),
  /** A word across the page of a draft or a void invoice, so that nobody pays it. Null for any other. */
  watermark: z.string().nullable(),
  notices: z.array(z.string()),
  seller: z.object({ name: z.string(), lines: z.array(z.string()) }),
  buyer: z.object({ heading: z.string(), name: z.string(), lines: z.array(z.string()) }),
  facts: z.array(entry),
  columns,
  sections: z.array(
    z.object({
      heading: z.string().nullable(),
      lines: z.array(lineRow),
      subtotal: entry.nullable(),
    }),
  ),
  totals: z.array(totalRow),
  taxSummary: taxSummary.nullable(),
  /** Sentences at the end that tax law or the seller asks for. */
  notes: z.array(z.string()),
  footer: z.string(),
  /** `Page {page} of {pages}`. */
  pageLabel: z.string(),
});

export type InvoiceDocument = z.output<typeof documentSchema>;
export type DocumentSection = InvoiceDocument['sections'][number];
export type LineRow = z.output<typeof lineRow>;
export type BracketRow = z.output<typeof bracketRow>;
export type TotalRow = z.output<typeof totalRow>;
export type TaxSummary = z.output<typeof taxSummary>;
