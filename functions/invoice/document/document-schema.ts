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
  /** Where the events behind the line are; null for a fee. */
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

/** An invoice or credit note as it is to be read, in whatever medium: every text is there, in the reader's language, with
 *  numbers and dates as the reader writes them. */
export const documentSchema = z.object({
  /** BCP 47. */
  lang: z.string(),
  title: z.string(),
  /** Without its ending. */
  fileName: z.string(),
  /** When it was issued, or drafted: UTC with milliseconds. */
  dated: z.string(),
  status: z.object({ text: z.string(), tone: z.enum(['neutral', 'open', 'good', 'bad']) }),
  /** Across the page of what is no invoice to pay. */
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
  /** What the law or the seller wants said. */
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
