import { describe, expect, it } from 'vitest';
import { periodOf } from '../../../functions/catalog/billing-period.ts';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import { adjustment } from '../../../functions/invoice/adjustment.ts';
import { draft } from '../../../functions/invoice/draft.ts';
import { invoicePage } from '../../../functions/invoice/invoice-page.ts';
import { issue } from '../../../functions/invoice/issue.ts';
import { statementLines } from '../../../functions/invoice/statement.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { moneyFromWire } from '../../../functions/money/money.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';
import {
  buyer,
  closingOf,
  customer,
  drafted,
  minutes,
  planOf,
  reckonedOf,
  seat,
  seller,
  subscription,
  support,
} from './transcoding.ts';

const at = parseInstant('2026-11-01T01:02:00Z');
const page = (charges: readonly unknown[], used: string, name = 'Clip & Sons') => {
  const { address } = customer;
  const parties = { buyer: { ...buyer, name, address }, seller };
  return invoicePage(
    issue(drafted(planOf(...charges), used), { number: 'INV-000001', ...parties, at }),
    'Seller <&> Co',
  );
};
/** The cells of the rows, as a reader sees them. */
const rows = (markup: string) =>
  [...markup.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell = '']) => cell.replaceAll(/<[^>]+>/g, ' ').trim()),
  );

describe('the invoice as a page', () => {
  it('shows each bracket: 1,000 × 0.10 + 2,400 × 0.07 = 268.00 USD', () => {
    expect(rows(page([minutes], '3400')).slice(1)).toEqual([
      ['Transcoded minutes', '3,400', '', '268.00'],
      ['first 1,000', '1,000', '0.10', '100.00'],
      ['above 1,000 to 3,400', '2,400', '0.07', '168.00'],
      ['Subtotal', '268.00 USD'],
      ['Tax', '0.00 USD'],
      ['Total', '268.00 USD'],
      ['Amount due', '268.00 USD'],
    ]);
  });

  it('says for which period a fee in advance is, and for which the invoice', () => {
    const markup = page([support, { ...seat, id: 'next' }], '0');
    expect(markup).toContain('<p>1 October 2026 – 31 October 2026</p>');
    expect(rows(markup).slice(1, 4)).toEqual([
      ['Support', '1', '', '50.00'],
      ['Seat', '1', '', '20.00'],
      ['Seat 1 November 2026 – 30 November 2026', '1', '', '20.00'],
    ]);
  });

  it('says what was rounded, and what is free, a minimum or a package', () => {
    const terms = { model: 'linear', meter: 'transcoding_minutes' };
    const cells = rows(
      page(
        [
          { ...terms, id: 'a', unitAmount: '0.0035', included: '100' },
          { ...terms, id: 'b', unitAmount: '0.01', minimumAmount: '15' },
          { ...terms, id: 'c', model: 'package', packageSize: '500', packageAmount: '2' },
        ],
        '1201',
      ),
    );
    expect(cells).toContainEqual(['a rounded from 3.8535 USD', '1,201', '', '3.85']);
    expect(cells).toContainEqual(['included', '100', '0.00', '0.00']);
    expect(cells).toContainEqual(['up to the minimum charge', '', '', '2.99']);
    expect(cells).toContainEqual(['packages', '3', '2.00', '6.00']);
  });

  it('escapes everything that somebody wrote', () => {
    const markup = page([{ ...minutes, name: '<img src=x onerror=alert(1)>' }], '3400', '"><script>alert(1)</script>');
    expect(markup).not.toMatch(/<script|<img/);
    expect(markup).toContain('Seller &lt;&amp;&gt; Co');
    expect(markup).toContain('&quot;&gt;&lt;script&gt;');
  });
});

describe('late usage on the page', () => {
  const november = { ...subscription, period: periodOf(subscription, 1) };
  const adjustedPage = (before: string, after: string, credit = '0') => {
    const version = planOf(minutes);
    const first = issue(drafted(version, before), { number: 'INV-000001', buyer, seller, at });
    const change = {
      closedThrough: first.period.end,
      before: plainMetered(decimal(before)),
      after: plainMetered(decimal(after)),
    };
    const adjustments = first.lines.flatMap((line) => adjustment(first, line, change));
    const closing = closingOf(version, '0', november);
    const reckoned = reckonedOf(
      statementLines(closing, { adjustments, billed: [] }),
      moneyFromWire(credit, customer.currency),
    );
    const next = draft(closing, reckoned, at);
    return rows(invoicePage(issue(next, { number: 'INV-000002', buyer, seller, at }), 'Seller'));
  };

  it('names the invoice that it adjusts, both sums and the difference: 3,500 − 3,400 minutes = 7.00', () => {
    const cells = adjustedPage('3400', '3500');
    const [, , [description = '', ...figures] = [], bracket] = cells;
    expect(description).toMatch(/^Transcoded minutes\s+1 October 2026 – 31 October 2026/);
    expect(description).toContain('adjusts invoice INV-000001: arrived after it was closed');
    expect(description).toContain('billed before 3,400 for 268.00, with it 3,500 for 275.00');
    expect(figures).toEqual(['100', '', '7.00']);
    expect(bracket).toEqual(['above 3,400 to 3,500', '100', '0.07', '7.00']);
  });

  it('− 44.00 and 10.00 of credit before: 54.00 is carried forward', () => {
    expect(adjustedPage('1200', '700', '10.00').slice(-4)).toEqual([
      ['Total', '-44.00 USD'],
      ['Credit from before', '10.00 USD'],
      ['Credit carried forward', '54.00 USD'],
      ['Amount due', '0.00 USD'],
    ]);
  });
});
