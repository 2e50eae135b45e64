import type { Content, ContentTable, CustomTableLayout, TableCell } from 'pdfmake/interfaces.js';
import type { BracketRow, DocumentSection, InvoiceDocument, LineRow } from '../document/document-schema.ts';
import { bracketsAtEnds, bracketsTogether } from './page-breaks.ts';
import { colors, type Pen, pageWidth, sizes } from './pdf-pen.ts';

/** Rows that stay together on one page, and the rule that is drawn above them. `closes` says that a line of the invoice ends with
 *  them. */
interface Block {
  readonly rows: readonly TableCell[][];
  readonly heading: string | null;
  readonly rule: 'strong' | 'soft' | 'none';
  readonly closes: boolean;
}

/** The lines of the document. It is a table of one column with a row for each block, since pdfmake repeats the head of a table on
 *  every page and can be told to break no row. */
export const lineTable = (document: InvoiceDocument, pen: Pen): ContentTable => {
  const widths = columnWidths(document);
  const blocks = document.sections.flatMap((section) => sectionBlocks(section, pen));
  const { description, quantity, unitPrice, amount } = document.columns;
  const head = [
    pen.text(description, { style: 'label' }),
    ...[quantity, unitPrice, amount].map((label) => pen.text(label, { style: 'label', alignment: 'right' })),
  ];
  return {
    table: {
      widths: ['*'],
      headerRows: 1,
      dontBreakRows: true,
      body: [[rowsTable([head], widths)], ...blocks.map((block) => [blockContent(block, widths, pen)])],
    },
    layout: outerLayout(blocks),
  };
};

const blockContent = ({ heading, rows }: Block, widths: Widths, pen: Pen): Content =>
  heading === null
    ? rowsTable(rows, widths)
    : { stack: [pen.text(heading, { style: 'heading', margin: [0, 8, 0, 4] }), rowsTable(rows, widths)] };

const rowsTable = (rows: readonly TableCell[][], widths: Widths): ContentTable => ({
  table: { widths: [...widths], body: [...rows] },
  layout: rowLayout,
});

const rowLayout: CustomTableLayout = {
  hLineWidth: () => 0,
  vLineWidth: () => 0,
  paddingLeft: (column) => (column === 0 ? 0 : gap),
  paddingRight: () => 0,
  paddingTop: () => 1.5,
  paddingBottom: () => 1.5,
};

/** Rules and spaces between the blocks. Row 0 is the head, so that block 0 is row 1. */
const outerLayout = (blocks: readonly Block[]): CustomTableLayout => ({
  hLineWidth: (row) => {
    if (row === 1) return 1;
    const rule = blocks[row - 1]?.rule;
    return rule === 'strong' ? 0.8 : rule === 'soft' ? 0.5 : 0;
  },
  hLineColor: (row) => (row === 1 || blocks[row - 1]?.rule === 'strong' ? colors.ink : colors.rule),
  vLineWidth: () => 0,
  paddingLeft: () => 0,
  paddingRight: () => 0,
  paddingTop: (row) => (row > 0 && blocks[row - 1]?.rule !== 'none' ? 3 : 0),
  paddingBottom: (row) => (row === 0 || blocks[row - 1]?.closes ? 3 : 0),
});

const sectionBlocks = ({ heading, lines, subtotal }: DocumentSection, pen: Pen): readonly Block[] => {
  const blocks = lines.flatMap((line) => lineBlocks(line, pen));
  const [first, ...others] = blocks;
  const headed: readonly Block[] =
    first === undefined || heading === null ? blocks : [{ ...first, heading, rule: 'none' }, ...others];
  const last = headed.at(-1);
  if (subtotal === null || last === undefined) return headed;
  const row = [
    pen.text(subtotal.label, { bold: true, colSpan: 3, margin: [0, 3, 0, 0] }),
    '',
    '',
    pen.text(subtotal.value, { bold: true, alignment: 'right', margin: [0, 3, 0, 0] }),
  ];
  return [...headed.slice(0, -1), { ...last, rows: [...last.rows, row] }];
};

const lineBlocks = (line: LineRow, pen: Pen): readonly Block[] => {
  const head = lineCells(line, pen);
  const brackets = bracketCells(line.brackets, pen);
  if (brackets.length <= bracketsTogether) return [block([head, ...brackets], 'soft', true)];
  return [
    block([head, ...brackets.slice(0, bracketsAtEnds)], 'soft', false),
    ...brackets.slice(bracketsAtEnds, -bracketsAtEnds).map((row) => block([row], 'none', false)),
    block(brackets.slice(-bracketsAtEnds), 'none', true),
  ];
};

const block = (rows: readonly TableCell[][], rule: Block['rule'], closes: boolean): Block => ({
  ...{ rows, rule, closes },
  heading: null,
});

const lineCells = ({ description, notes, evidence, quantity, unitPrice, amount }: LineRow, pen: Pen): TableCell[] => [
  {
    stack: [
      pen.text(description, { bold: true }),
      ...notes.map((note) => pen.text(note, { style: 'note' })),
      ...(evidence === null
        ? []
        : [pen.text(evidence.text, { style: 'note', color: colors.link, ...linkTo(evidence.url) })]),
    ],
  },
  ...[quantity, unitPrice, amount].map((figure) => pen.text(figure, { bold: true, alignment: 'right' })),
];

/** A link that stays on one line: the words fit into the narrowest column. pdfmake writes the whole address once for each word that
 *  it may break after, which made two thirds of the bytes of a long invoice. */
const linkTo = (link: string) => ({ link, noWrap: true });

const indents = { bracket: 10, group: 10, grouped: 20 } as const;

const bracketCells = (brackets: readonly BracketRow[], pen: Pen): readonly TableCell[][] =>
  brackets.map(({ kind, text, quantity, unitPrice, amount }) => [
    pen.text(text, { style: 'note', bold: kind === 'group', margin: [indents[kind], 0, 0, 0] }),
    ...[quantity, unitPrice, amount].map((figure) => pen.text(figure, { style: 'note', alignment: 'right' })),
  ]);

type Widths = readonly [description: number, quantity: number, unitPrice: number, amount: number];

/** Points between two columns. */
const gap = 10;

/** The widths of the columns in points. They are fixed by the widest figure, so that a word that is too long is broken and does not
 *  push the figures off the page. */
const columnWidths = ({ columns, sections }: InvoiceDocument): Widths => {
  const rows = sections.flatMap(({ lines }) => lines.flatMap((line) => [line, ...line.brackets]));
  const subtotals = sections.map(({ subtotal }) => subtotal?.value ?? '');
  const quantity = widest([columns.quantity, ...rows.map((row) => row.quantity)]);
  const unitPrice = widest([columns.unitPrice, ...rows.map((row) => row.unitPrice)]);
  const amount = widest([columns.amount, ...subtotals, ...rows.map((row) => row.amount)]);
  return [pageWidth - quantity - unitPrice - amount - 3 * gap, quantity, unitPrice, amount];
};

/** From 58 to 110 points. Three columns of 110 leave a quarter of the page to the description; a figure that is wider goes over
 *  several lines. */
const widest = (figures: readonly string[]): number => Math.min(110, Math.max(58, ...figures.map(widthOf)));

/** Points that a figure needs at most: a digit is 0.6 em wide in the bold weight, and no other sign of a number is wider. */
const widthOf = (figure: string): number => figure.length * sizes.text * 0.6;
