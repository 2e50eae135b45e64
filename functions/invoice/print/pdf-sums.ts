import type { Content, CustomTableLayout, TableCell } from 'pdfmake/interfaces.js';
import type { InvoiceDocument, TaxSummary, TotalRow } from '../document/document-schema.ts';
import { rowsTogether } from './page-breaks.ts';
import { colors, type Pen, sizes } from './pdf-pen.ts';

/** The table of taxes on the left and the totals on the right, on one page if they are short enough. */
export const sums = ({ totals, taxSummary }: InvoiceDocument, pen: Pen): Content => ({
  columns: [
    { width: '*', stack: taxSummary === null ? [] : taxTable(taxSummary, pen) },
    { width: 250, ...totalTable(totals, pen) },
  ],
  columnGap: 24,
  margin: [0, 12, 0, 0],
  unbreakable: totals.length <= rowsTogether && (taxSummary?.rows.length ?? 0) <= rowsTogether,
});

const totalTable = (totals: readonly TotalRow[], pen: Pen) => ({
  table: { widths: ['*', 'auto'], dontBreakRows: true, body: totals.map((row) => totalCells(row, pen)) },
  layout: totalLayout(totals),
});

const totalCells = ({ label, note, value, weight }: TotalRow, pen: Pen): TableCell[] => {
  const options = { bold: weight !== 'plain', fontSize: weight === 'due' ? sizes.heading : sizes.text };
  const words = pen.text(label, options);
  return [
    note === null ? words : { stack: [words, pen.text(note, { style: 'note' })] },
    pen.text(value, { ...options, alignment: 'right' }),
  ];
};

const totalLayout = (totals: readonly TotalRow[]): CustomTableLayout => ({
  hLineWidth: (row) => ({ plain: 0, sum: 0.5, due: 1 })[totals[row]?.weight ?? 'plain'],
  hLineColor: () => colors.ink,
  vLineWidth: () => 0,
  paddingLeft: (column) => (column === 0 ? 0 : 10),
  paddingRight: () => 0,
  paddingTop: (row) => (totals[row]?.weight === 'due' ? 4 : 2.5),
  paddingBottom: () => 2.5,
});

const taxTable = ({ heading, columns, rows }: TaxSummary, pen: Pen): Content[] => [
  pen.text(heading, { style: 'label', margin: [0, 0, 0, 3] }),
  {
    table: {
      widths: ['*', 'auto', 'auto', 'auto'],
      headerRows: 1,
      dontBreakRows: true,
      body: [taxCells(columns, 'label', pen), ...rows.map((row) => taxCells(row, 'note', pen))],
    },
    layout: taxLayout,
  },
];

const taxCells = ({ name, rate, base, amount }: TaxSummary['columns'], style: string, pen: Pen): TableCell[] => [
  pen.text(name, { style }),
  ...[rate, base, amount].map((figure) => pen.text(figure, { style, alignment: 'right' })),
];

const taxLayout: CustomTableLayout = {
  hLineWidth: (row) => (row === 1 ? 0.5 : 0),
  hLineColor: () => colors.rule,
  vLineWidth: () => 0,
  paddingLeft: (column) => (column === 0 ? 0 : 8),
  paddingRight: () => 0,
  paddingTop: () => 2,
  paddingBottom: () => 2,
};
