import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { InvoiceDocument } from '../document/document-schema.ts';
import { charactersTogether, rowsTogether } from './page-breaks.ts';
import { lineTable } from './pdf-lines.ts';
import { colors, margin, type Pen, penOf, sizes } from './pdf-pen.ts';
import { sums } from './pdf-sums.ts';
import { mainFont } from './pdf-text.ts';

/** The document on pages of A4, as pdfmake takes it. Nothing in it depends on the time of printing, so that the same document
 *  gives the same file. */
export const pdfLayout = (document: InvoiceDocument): TDocumentDefinitions => {
  const { lang, title, seller, dated } = document;
  const pen = penOf(lang);
  return {
    pageSize: 'A4',
    pageMargins: [margin, 52, margin, 56],
    version: '1.7',
    language: lang,
    displayTitle: true,
    info: { title, author: seller.name, creator: 'Meterline', creationDate: new Date(dated) },
    defaultStyle: { font: mainFont(lang), fontSize: sizes.text, color: colors.ink, lineHeight: 1.05 },
    styles: {
      label: { fontSize: sizes.label, bold: true, color: colors.soft },
      note: { fontSize: sizes.note, color: colors.soft },
      heading: { fontSize: sizes.heading, bold: true },
    },
    ...watermark(document),
    header: (page) => (page === 1 ? null : runningHead(document, pen)),
    footer: (page, pages) => foot(document, page, pages, pen),
    content: [
      head(document, pen),
      ...document.notices.map((notice) => pen.text(notice, { bold: true, margin: [0, 6, 0, 0] })),
      parties(document, pen),
      lineTable(document, pen),
      ...ending(document, pen),
    ],
  };
};

const head = ({ title, status, seller }: InvoiceDocument, pen: Pen): Content => ({
  columns: [
    {
      width: '*',
      stack: [
        pen.text(title, { fontSize: sizes.title, bold: true }),
        pen.text(status.text, { bold: true, color: toneColors[status.tone], margin: [0, 3, 0, 0] }),
      ],
    },
    {
      width: 190,
      stack: [
        pen.text(seller.name, { bold: true, fontSize: sizes.heading, alignment: 'right' }),
        ...seller.lines.map((line) => pen.text(line, { style: 'note', alignment: 'right' })),
      ],
    },
  ],
  columnGap: 20,
});

const toneColors = { neutral: colors.soft, open: colors.link, good: colors.good, bad: colors.bad } as const;

const parties = ({ buyer, facts }: InvoiceDocument, pen: Pen): Content => ({
  columns: [
    {
      width: '*',
      stack: [
        pen.text(buyer.heading, { style: 'label', margin: [0, 0, 0, 2] }),
        pen.text(buyer.name, { bold: true }),
        ...buyer.lines.map((line) => pen.text(line)),
      ],
    },
    {
      width: 250,
      table: {
        widths: ['auto', '*'],
        body: facts.map(({ label, value }, index) => [
          pen.text(label, { style: 'label', margin: [0, 1.6, 0, 0] }),
          pen.text(value, { alignment: 'right', bold: index === facts.length - 1 }),
        ]),
      },
      layout: factLayout,
    },
  ],
  columnGap: 24,
  margin: [0, 22, 0, 22],
});

/** Totals and notes. They stay on one page if they are short enough, so that no last page has nothing but a note on it. */
const ending = (document: InvoiceDocument, pen: Pen): Content[] => {
  const { notes, totals, taxSummary } = document;
  const stack = [
    sums(document, pen),
    ...notes.map((note, index) => pen.text(note, { margin: [0, index === 0 ? 16 : 3, 0, 0] })),
  ];
  const rows = totals.length + (taxSummary?.rows.length ?? 0) + notes.length;
  const isShort = rows <= rowsTogether && notes.join().length <= charactersTogether;
  return isShort ? [{ stack, unbreakable: true }] : stack;
};

const factLayout = {
  hLineWidth: () => 0,
  vLineWidth: () => 0,
  paddingLeft: (column: number) => (column === 0 ? 0 : 10),
  paddingRight: () => 0,
  paddingTop: () => 1,
  paddingBottom: () => 1,
};

const runningHead = ({ title, seller }: InvoiceDocument, pen: Pen): Content => ({
  columns: [pen.text(seller.name, { style: 'note' }), pen.text(title, { style: 'note', alignment: 'right' })],
  margin: [margin, 26, margin, 0],
});

const foot = ({ footer, pageLabel }: InvoiceDocument, page: number, pages: number, pen: Pen): Content => {
  const label = pageLabel.replace('{page}', String(page)).replace('{pages}', String(pages));
  return {
    columns: [
      { width: '*', ...pen.text(footer, { style: 'note' }) },
      { width: 90, ...pen.text(label, { style: 'note', alignment: 'right' }) },
    ],
    columnGap: 24,
    margin: [margin, 14, margin, 0],
  };
};

const watermark = ({ watermark: text, lang }: InvoiceDocument): Pick<TDocumentDefinitions, 'watermark'> =>
  text === null
    ? {}
    : { watermark: { text, font: mainFont(lang), bold: true, color: colors.soft, opacity: 0.13, angle: -35 } };
