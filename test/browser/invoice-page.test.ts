import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localeOf } from '../../functions/invoice/document/document-locale.ts';
import type { DocumentSource } from '../../functions/invoice/document/document-source.ts';
import { invoiceDocument } from '../../functions/invoice/document/invoice-document.ts';
import { invoicePage } from '../../functions/invoice/document/invoice-page.ts';
import { minutesLine, sourceWith, units, usageLine } from '../functions/invoice/document-sources.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const show = async (source: DocumentSource, locale: string, width: number): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const baseUrl = 'https://api.example.com/v1';
  await page.setContent(invoicePage(invoiceDocument(source, { locale: localeOf(locale), baseUrl })));
  return page;
};

/** Where the text of each cell ends, in pixels from the left, padding left out. */
const rightEdges = (page: Page, selector: string): Promise<readonly number[]> =>
  page.locator(selector).evaluateAll((cells) =>
    cells.map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return Math.round(range.getBoundingClientRect().right);
    }),
  );

const huge = usageLine('line_1', [
  units('0', '12345678901234567890123456.123456789', '0.0000000000000000000001'),
  units('0', '3', '1'),
]);

describe('the page of an invoice in a browser', () => {
  it.each([
    ['wide', 1280],
    ['narrow', 390],
  ])('%s: amounts end on one line, and that is the right one', async (_, width) => {
    const page = await show(sourceWith([minutesLine]), 'en', width);
    const edges = await rightEdges(page, '.lines td:last-child, .totals td:last-child, dl dd');
    const border = await page.locator('.totals').evaluate((table) => Math.round(table.getBoundingClientRect().right));
    expect(edges.length).toBeGreaterThan(10);
    expect(new Set(edges)).toEqual(new Set([border]));
  });

  it.each([
    ['en', 1280],
    ['en', 390],
    ['de', 390],
    ['fr', 390],
    ['ja', 390],
    ['de', 320],
  ])('in %s, %i pixels wide: nothing has to be scrolled to the side, whatever the figures', async (locale, width) => {
    const page = await show(sourceWith([minutesLine, huge]), locale, width);
    const overflow = await page.evaluate(() => {
      const main = document.querySelector('main');
      return Math.max(
        document.documentElement.scrollWidth - innerWidth,
        (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0),
      );
    });
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('runs nothing: its policy forbids scripts, and it has none to forbid', async () => {
    const page = await show(
      sourceWith([{ ...minutesLine, description: '<script>window.ran = 1</script>' }]),
      'en',
      1280,
    );
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    expect(await page.locator('script, img, link, iframe').count()).toBe(0);
  });
});
