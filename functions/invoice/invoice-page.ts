import type { Address } from '../catalog/customer.ts';
import { assertNever } from '../catalog/meterline-error.ts';
import type { Currency } from '../money/currency.ts';
import { plain } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import type { Bracket } from '../rate/line.ts';
import { type Html, html } from './html.ts';
import type { Buyer, Invoice, InvoiceLine, RatedUsage } from './invoice.ts';
import { amountText, dayText, moneyText, periodText, quantityText } from './page-format.ts';
import { pageStyle } from './page-style.ts';

/** The invoice as a page of its own, to read and to print. In English, days in UTC. */
export const invoicePage = (invoice: Invoice, seller: string): string => {
  const title = invoice.number === null ? 'Draft invoice' : `Invoice ${invoice.number}`;
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${seller}</title><style>${pageStyle}</style></head>
<body><main>
<header><div><h1>${title}</h1><span class="status ${invoice.status}">${statusText(invoice)}</span></div>
<div class="seller">${seller}</div></header>
${facts(invoice)}
${lineTable(invoice)}
${totalTable(invoice)}
<footer>Amounts in ${invoice.currency}. Each line is rounded once, half away from zero; what it is made of is exact.
Invoice id ${invoice.id}.</footer>
</main></body></html>`.markup;
};

const statusText = (invoice: Invoice): string => {
  switch (invoice.status) {
    case 'draft':
      return 'Draft';
    case 'open':
      return 'Open';
    case 'paid':
      return `Paid on ${dayText(invoice.paidAt)}`;
    case 'uncollectible':
      return 'Unpaid';
    case 'void':
      return 'Void';
    case 'statement':
      return 'Statement';
    case 'skipped':
      return 'Nothing to pay';
    default:
      return assertNever(invoice);
  }
};

const facts = (invoice: Invoice): Html => html`<section class="facts">
<div><h2>Billed to</h2>${buyerLines(invoice.buyer, invoice.customerId).map((line) => html`<p>${line}</p>`)}</div>
<div><h2>Billing period</h2><p>${periodText(invoice.period)}</p><p>${invoice.planName}, version ${invoice.planVersion}</p></div>
<div><h2>Issued</h2><p>${invoice.issuedAt === null ? 'not yet' : dayText(invoice.issuedAt)}</p></div>
</section>`;

const buyerLines = ({ name, email, address }: Buyer, customerId: string): readonly string[] =>
  [name, ...(address === null ? [] : addressLines(address)), email, `Customer ${customerId}`].filter(isText);

const addressLines = ({ line1, line2, city, postalCode, region, country }: Address) => [
  line1,
  line2,
  [postalCode, city, region].filter(isText).join(' '),
  country,
];

const isText = (text: string | null): text is string => text !== null && text !== '';

const lineTable = (invoice: Invoice): Html => html`<table>
<thead><tr><th>Description</th><th class="number">Quantity</th><th class="number unit">Unit price</th><th class="number">Amount</th></tr></thead>
${invoice.lines.map((line) => lineRows(line, invoice))}
</table>`;

const lineRows = (line: InvoiceLine, { currency, period }: Invoice): Html => html`<tbody>
<tr class="line"><td>${line.description}${notes(line, line.period.start === period.start)}${adjustedNotes(line, currency)}</td>
<td class="number">${quantityText(line.quantity)}</td><td class="unit"></td>
<td class="number">${amountText(line.amount.amount, currency)}</td></tr>
${line.model === 'flat' ? [] : line.breakdown.map((bracket) => bracketRow(bracket, currency))}
</tbody>`;

const notes = ({ kind, period, amount, exactAmount }: InvoiceLine, isOfPeriod: boolean): readonly Html[] => [
  ...(isOfPeriod ? [] : [html`<small>${periodText(period)}</small>`]),
  ...(kind === 'adjustment' || amount.amount.equals(exactAmount.amount)
    ? []
    : [html`<small>rounded from ${moneyText(exactAmount)}</small>`]),
];

/** What the adjusted line was, and what it would be with the late usage in it. */
const adjustedNotes = ({ adjusts }: InvoiceLine, currency: Currency): readonly Html[] => {
  if (adjusts === null) return [];
  const { number, before, after } = adjusts;
  const rated = ({ quantity, amount }: RatedUsage) =>
    `${quantityText(quantity)} for ${amountText(amount.amount, currency)}`;
  return [
    html`<small>adjusts invoice ${number ?? ''}: arrived after it was closed</small>`,
    html`<small>billed before ${rated(before)}, with it ${rated(after)}</small>`,
  ];
};

const bracketRow = (bracket: Bracket, currency: Currency): Html => html`<tr class="bracket">
<td>${bracket.group === null ? '' : `${bracket.group.value}: `}${bracketText(bracket, currency)}</td><td class="number">${unitsText(bracket)}</td>
<td class="number unit">${isAdjustment(bracket) ? '' : priceText(bracket, currency)}</td>
<td class="number">${amountText(bracket.amount, currency)}</td></tr>`;

const priceText = ({ kind, unitAmount }: Bracket, currency: Currency): string =>
  kind === 'percentage' ? `${plain(unitAmount.times(100))} %` : amountText(unitAmount, currency);

const isAdjustment = ({ kind }: Bracket): boolean => kind === 'minimum' || kind === 'maximum';

const unitsText = (bracket: Bracket): string => (isAdjustment(bracket) ? '' : quantityText(bracket.units));

const bracketText = (bracket: Bracket, currency: Currency): string => {
  const { kind, from, to, flatAmount } = bracket;
  switch (kind) {
    case 'included':
      return 'included';
    case 'units': {
      const stretch = from.isZero()
        ? `first ${quantityText(to)}`
        : `above ${quantityText(from)} to ${quantityText(to)}`;
      return flatAmount.isZero() ? stretch : `${stretch}, with a fee of ${amountText(flatAmount, currency)}`;
    }
    case 'package':
      return 'packages';
    case 'percentage':
      return 'share of the amount';
    case 'event_fee':
      return 'fee for each event';
    case 'flat':
      return 'fee';
    case 'minimum':
      return 'up to the minimum charge';
    case 'maximum':
      return 'down to the maximum charge';
    default:
      return assertNever(kind);
  }
};

const totalTable = ({
  subtotal,
  taxes,
  tax,
  total,
  amountDue,
  ...balance
}: Invoice): Html => html`<table class="totals"><tbody>
${totalRow('Subtotal', moneyText(subtotal))}
${taxes.length === 0 ? totalRow('Tax', moneyText(tax)) : taxes.map(({ name, amount }) => totalRow(name, moneyText(amount)))}
${totalRow('Total', moneyText(total))}
${balanceRow('Credit from before', balance.balanceBefore)}${balanceRow('Credit carried forward', balance.balanceAfter)}
<tr class="due"><td>Amount due</td><td class="number">${moneyText(amountDue)}</td></tr>
</tbody></table>`;

const balanceRow = (label: string, credit: Money): readonly Html[] =>
  credit.amount.isZero() ? [] : [totalRow(label, moneyText(credit))];

const totalRow = (label: string, value: string): Html =>
  html`<tr><td>${label}</td><td class="number">${value}</td></tr>`;
