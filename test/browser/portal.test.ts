import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SummaryWire } from '../../functions/portal/summary-wire.ts';
import { empty, invoiceRow, much, notBegun, tokenUntil, usual } from './canned.ts';
import { launchChromium } from './chromium.ts';
import { type CannedApi, json, openSite, type Site } from './site.ts';

const pictures = fileURLToPath(new URL('.screenshots/', import.meta.url));
const token = tokenUntil(Date.now() + 3_600_000);
const wide = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

let browser: Browser;
let site: Site;
let context: BrowserContext;
const faults: string[] = [];

beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  [browser, site] = await Promise.all([launchChromium(), openSite(token)]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
afterEach(async () => {
  await context?.close();
  faults.length = 0;
});

interface Visit {
  readonly size?: typeof wide;
  readonly dark?: boolean;
  readonly hash?: string;
}

const answering =
  (summary: SummaryWire): CannedApi =>
  (path) =>
    path === '/customers/cust_8821/summary' ? json(summary) : undefined;

/** Opens the page and notes what must never happen: errors in the console, requests to elsewhere. */
const visit = async (
  api: CannedApi,
  { size = wide, dark = false, hash = `#token=${token}` }: Visit = {},
): Promise<Page> => {
  site.answer(api);
  context = await browser.newContext({ viewport: size, locale: 'en-US', colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  page.on('request', (request) => {
    const own = request.url().startsWith(new URL(site.url).origin) || /^(data|blob|about):/.test(request.url());
    if (!own) faults.push(`asked for ${request.url()}`);
  });
  await page.goto(`${site.url}${hash}`);
  return page;
};

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** As laid out, without what is folded away. */
const visibleText = (page: Page): Promise<string> => page.locator('main').innerText();

const picture = (page: Page, name: string, fullPage: boolean) =>
  page.screenshot({ path: `${pictures}${name}.png`, fullPage });

const looksRight = async (page: Page, name: string, fullPage = true): Promise<void> => {
  await picture(page, name, fullPage);
  expect(await overflow(page)).toBe(0);
  expect(faults).toEqual([]);
  expect(site.unauthorized).toEqual([]);
};

describe.each([
  ['wide', wide, false],
  ['wide-dark', wide, true],
  ['phone', phone, false],
  ['phone-dark', phone, true],
] as const)('%s: the page says what the customer used and will pay', (name, size, dark) => {
  it('shows usage, allowance, cost so far and projected, and why', async () => {
    const page = await visit(answering(usual), { size, dark });
    await page.getByRole('heading', { name: 'Example Studios' }).waitFor();
    const text = await visibleText(page);
    expect(text).toContain('$265.00');
    expect(text).toContain('≈ $338.68');
    expect(text).toContain('Assumes that usage goes on at its average so far');
    expect(text).toContain('1,680.5 used');
    expect(text).toContain('319.5 left of 2,000 included');
    expect(text).toContain('Allowance used up');
    expect(text).toContain('Nov 1 – 30, 2026');
    expect(text).toContain('INV-000098');
    await looksRight(page, `usual-${name}`);
  });

  it('holds forty metrics, long names, huge figures and many invoices', async () => {
    const page = await visit(answering(much), { size, dark });
    await page.getByRole('button', { name: 'Show all 40 metrics' }).click();
    expect(await page.locator('.metric').count()).toBe(40);
    const text = await visibleText(page);
    expect(text).toContain('12,345,678,901,234,567,890.123456789 used');
    expect(text).toContain('$98,765,432,109,876.54');
    await looksRight(page, `much-${name}`);
  });

  it.each([
    ['empty', empty, ['No active plan', 'No invoices yet.']],
    ['not-begun', notBegun, ['The period begins on Nov 1, 2026.', '0 used', '2,000 left of 2,000 included']],
  ] as const)('says so when there is no data: %s', async (data, summary, texts) => {
    const page = await visit(answering(summary), { size, dark });
    await page.getByRole('heading', { name: 'Example Studios' }).waitFor();
    const text = await visibleText(page);
    for (const expected of texts) expect(text).toContain(expected);
    await looksRight(page, `${data}-${name}`);
  });
});

describe('links', () => {
  it('an expired link says so and asks the API nothing', async () => {
    const page = await visit(answering(usual), { hash: `#token=${tokenUntil(Date.now() - 1000)}`, size: phone });
    await page.getByText('This link has expired').waitFor();
    expect(site.asked).toEqual([]);
    await looksRight(page, 'expired-phone');
  });

  it.each([401, 403])(
    'a link that the API refuses (%i) is shown as expired, and is not tried again',
    async (status) => {
      const page = await visit(() => json({ code: 'unauthorized' }, status));
      await page.getByText('This link has expired').waitFor();
      await page.waitForTimeout(6_000);
      expect(site.asked).toHaveLength(1);
    },
  );

  it.each(['', '#token=nonsense', '#token=a.b.c'])(
    'without a readable token (%s) it asks for the whole link',
    async (hash) => {
      const page = await visit(answering(usual), { hash });
      await page.getByText('This page opens with a link').waitFor();
      expect(site.asked).toEqual([]);
      await looksRight(page, 'no-link');
    },
  );

  it('another link in the same tab opens at once', async () => {
    const page = await visit(answering(usual), { hash: '' });
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#token=${token}`);
    await page.getByRole('heading', { name: 'Example Studios' }).waitFor();
  });
});

describe('when the API fails', () => {
  const failing: CannedApi = () => json({ code: 'internal_error' }, 500);

  it('says so, and shows the usage once it is back', async () => {
    const page = await visit(failing, { size: phone });
    await page.getByText('Your usage cannot be shown right now').waitFor();
    await looksRight(page, 'failed-phone');
    site.answer(answering(usual));
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByRole('heading', { name: 'Example Studios' }).waitFor();
  });

  it('keeps what it showed, marked as out of date, and refreshes by itself', async () => {
    const page = await visit(answering(usual));
    await page.getByText('Live').waitFor();
    site.answer(failing);
    await page.getByText('Out of date').waitFor({ timeout: 10_000 });
    expect(await visibleText(page)).toContain('$265.00');
    await looksRight(page, 'stale-wide');
    site.answer(answering({ ...usual, customer: { ...usual.customer, name: 'Renamed Studios' } }));
    await page.getByText('Renamed Studios').waitFor({ timeout: 20_000 });
    await page.getByText('Live').waitFor();
  });
});

describe('invoices and their events', () => {
  const invoice = '<!doctype html><style>h1{color:rgb(1, 2, 3)}</style><h1>Invoice INV-000098</h1>';
  const event = { id: 'req_1', source: 'transcoder', time: '2026-10-03T14:11:09.120Z', quantity: '5' };
  const api: CannedApi = (path) => {
    if (path.startsWith('/invoices?')) return json({ data: [invoiceRow(13), invoiceRow(14)], nextCursor: null });
    if (path === '/invoices/inv_2.html') return { type: 'text/html; charset=utf-8', body: invoice };
    if (path === '/invoices/inv_2.pdf') return { type: 'application/pdf', body: '%PDF-1.3' };
    if (path.startsWith('/invoices/inv_2/lines/line_1/events')) {
      const more = path.includes('cursor=next');
      return json({
        lineQuantity: '10',
        data: [{ ...event, id: more ? 'req_2' : 'req_1' }],
        nextCursor: more ? null : 'next',
      });
    }
    return answering({ ...usual, invoicesCursor: 'after-2' })(path);
  };

  it('opens an invoice in a tab of its own, with its style, and with the token in the header only', async () => {
    const page = await visit(api);
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('button', { name: 'Open invoice INV-000098' }).click(),
    ]);
    const heading = tab.getByRole('heading', { name: 'Invoice INV-000098' });
    await heading.waitFor();
    expect(await heading.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)');
    expect(site.asked.join()).not.toContain(token);
    await looksRight(page, 'invoice-opened');
  });

  it('asks for the PDF of an invoice with the token in the header only', async () => {
    const page = await visit(api);
    await page.getByRole('button', { name: 'PDF of invoice INV-000098' }).click();
    await expect.poll(() => site.asked.join()).toContain('/invoices/inv_2.pdf');
    expect(site.asked.join()).not.toContain(token);
  });

  it('loads older invoices behind the newest', async () => {
    const page = await visit(api);
    await page.getByRole('button', { name: 'Show older invoices' }).click();
    await page.getByRole('button', { name: 'Open invoice INV-000086' }).waitFor();
    expect(await page.getByRole('button', { name: 'Show older invoices' }).count()).toBe(0);
  });

  it.each([
    ['wide', wide],
    ['phone', phone],
  ])('shows the events behind a line, page by page: %s', async (name, size) => {
    const page = await visit(api, { size });
    await page.getByText('Sep 1 – 30, 2026').first().click();
    await page.getByRole('button', { name: 'Events behind Transcoding minutes' }).click();
    await page.getByText('add up to the 10 on the invoice').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('req_2').waitFor();
    await looksRight(page, `events-${name}`, false);
  });
});

describe('by keyboard', () => {
  it('reaches and opens everything, and Escape closes the dialog', async () => {
    const page = await visit((path) =>
      path.includes('/events') ? json({ lineQuantity: '0', data: [], nextCursor: null }) : answering(usual)(path),
    );
    await page.getByRole('heading', { name: 'Example Studios' }).waitFor();
    const reached: string[] = [];
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ''));
    }
    expect(reached.join(' | ')).toMatch(/Usage by day.*How the cost is made up.*Sep 1 – 30.*INV-000098/);

    await page.locator('.past summary').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Events behind' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('shows where the focus is', async () => {
    const page = await visit(answering(usual));
    await page.getByRole('heading', { name: 'Example Studios' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)).toBe(
      'solid',
    );
  });
});
