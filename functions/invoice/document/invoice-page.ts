import type { BracketRow, DocumentSection, InvoiceDocument, LineRow, TaxSummary, TotalRow } from './document-schema.ts';
import { type Html, html } from './html.ts';
import { pageStyle } from './page-style.ts';

/** The document as an HTML page to read and to print. The page has no scripts and loads nothing. */
export const invoicePage = (document: InvoiceDocument): string => {
  const { lang, title, seller, status, watermark, footer } = document;
  return html`<!doctype html>
<html lang="${lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${seller.name}</title><style>${pageStyle}</style></head>
<body><main>${watermark === null ? [] : html`<div class="watermark" aria-hidden="true">${watermark}</div>`}
<header><div><h1>${title}</h1><span class="status ${status.tone}">${status.text}</span></div>
<address><strong>${seller.name}</strong>${paragraphs(seller.lines)}</address></header>
${document.notices.map((notice) => html`<p class="notice">${notice}</p>`)}
${partiesOf(document)}
${lineTable(document)}
<section class="sums">${taxTable(document.taxSummary)}${totalTable(document.totals)}</section>
${notesOf(document.notes)}
<footer>${footer}</footer>
</main></body></html>`.markup;
};

const paragraphs = (lines: readonly string[]): readonly Html[] => lines.map((line) => html`<p>${line}</p>`);

const partiesOf = ({ buyer, facts }: InvoiceDocument): Html => html`<section class="parties">
<div><h2>${buyer.heading}</h2><p><strong>${buyer.name}</strong></p>${paragraphs(buyer.lines)}</div>
<dl>${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl></section>`;

const lineTable = ({ columns, sections }: InvoiceDocument): Html => html`<table class="lines">
<thead><tr><th>${columns.description}</th><th class="number">${columns.quantity}</th><th class="number">${columns.unitPrice}</th><th class="number">${columns.amount}</th></tr></thead>
${sections.flatMap(sectionRows)}
</table>`;

const sectionRows = ({ heading, lines, subtotal }: DocumentSection): readonly Html[] => [
  ...(heading === null
    ? []
    : [html`<tbody class="heading"><tr><th colspan="4" scope="rowgroup">${heading}</th></tr></tbody>`]),
  ...lines.map(lineRows),
  ...(subtotal === null
    ? []
    : [
        html`<tbody class="subtotal"><tr><td colspan="3">${subtotal.label}</td><td class="number">${subtotal.value}</td></tr></tbody>`,
      ]),
];

const lineRows = (line: LineRow): Html => html`<tbody>
<tr class="line"><td>${line.description}${line.notes.map((note) => html`<small>${note}</small>`)}${evidenceOf(line)}</td>${figures(line)}</tr>
${line.brackets.map(bracketRow)}
</tbody>`;

const figures = ({ quantity, unitPrice, amount }: LineRow | BracketRow): readonly Html[] => [
  figure(quantity),
  figure(unitPrice, 'price'),
  figure(amount),
];

/** A figure of more characters than this may go over several lines. */
const longest = 20;

const figure = (text: string, kind = ''): Html =>
  html`<td class="number ${kind}${text.length > longest ? ' long' : ''}">${text}</td>`;

const evidenceOf = ({ evidence }: LineRow): readonly Html[] =>
  evidence === null ? [] : [html`<small><a href="${evidence.url}">${evidence.text}</a></small>`];

const bracketRow = (bracket: BracketRow): Html =>
  html`<tr class="${bracket.kind}"><td>${bracket.text}</td>${figures(bracket)}</tr>`;

const totalTable = (totals: readonly TotalRow[]): Html =>
  html`<table class="totals"><tbody>${totals.map(
    ({ label, note, value, weight }) =>
      html`<tr class="${weight}"><td>${label}${note === null ? [] : html`<small>${note}</small>`}</td><td class="number">${value}</td></tr>`,
  )}</tbody></table>`;

const taxTable = (summary: TaxSummary | null): readonly Html[] =>
  summary === null
    ? []
    : [
        html`<table class="taxes"><caption>${summary.heading}</caption><thead>${taxRow(summary.columns, 'th')}</thead><tbody>${summary.rows.map(
          (row) => taxRow(row, 'td'),
        )}</tbody></table>`,
      ];

const taxRow = ({ name, rate, base, amount }: TaxSummary['columns'], cell: 'th' | 'td'): Html =>
  html`<tr><${cell}>${name}</${cell}>${[rate, base, amount].map((figure) => html`<${cell} class="number">${figure}</${cell}>`)}</tr>`;

const notesOf = (notes: readonly string[]): readonly Html[] =>
  notes.length === 0 ? [] : [html`<section class="notes">${paragraphs(notes)}</section>`];
