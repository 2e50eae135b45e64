import { describe, expect, it } from 'vitest';
import { languages } from '../../../functions/catalog/customer/locale.ts';
import { formatsOf } from '../../../functions/invoice/document/document-format.ts';
import { localeOf } from '../../../functions/invoice/document/document-locale.ts';
import { currency } from '../../../functions/money/currency.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { money } from '../../../functions/money/money.ts';
import { type Letter, letterOf } from '../../../functions/notify/letter.ts';
import { html, plainText } from '../../../functions/notify/mail-body.ts';
import { newsSchema } from '../../../functions/notify/news-wire.ts';

const about = {
  eventId: 'e1',
  invoiceId: 'inv_1',
  customerId: 'cust_8821',
  number: 'INV-000001',
  amountDue: '268.00',
  currency: 'USD',
  at: '2026-11-01T01:00:00.000Z',
};
const failed = {
  ...about,
  type: 'dunning.stage',
  attempt: 1,
  paymentMethod: 'pm_1',
  declineCode: 'declined',
  stage: 1,
  nextAttemptAt: null,
  paymentMethodBy: null,
};
const retry = { ...failed, reason: 'soft_decline', nextAttemptAt: '2026-11-02T01:00:00.000Z' };

const written = (news: unknown, timeZone = 'UTC', locale = 'en'): Letter =>
  letterOf(newsSchema.parse(news), { name: 'Clip & Sons', timeZone, locale }, 'Acme Inc.');

const declined = { ...failed, reason: 'hard_decline', paymentMethodBy: '2026-11-15T01:00:00.000Z' };
const without = { ...declined, reason: 'no_payment_method', paymentMethod: null };
const received = { ...about, type: 'payment.succeeded', attempt: 1, paymentMethod: 'pm_1', paymentId: 'pay_1' };
const givenUp = { ...about, type: 'invoice.uncollectible' };

describe('letter: which invoice, how much, what happens next and when', () => {
  it.each([
    [
      retry,
      'Payment failed: $268.00 for invoice INV-000001',
      'Your payment was declined.',
      'We will try again on November 2, 2026.',
    ],
    [
      declined,
      'Payment method needed: $268.00 for invoice INV-000001',
      'will not work again',
      'Please give us another payment method by November 15, 2026.',
    ],
    [
      without,
      'Payment method needed: $268.00 for invoice INV-000001',
      'There was no payment method to charge.',
      'Please give us one by November 15, 2026.',
    ],
    [
      { ...declined, paymentMethodBy: null },
      'Payment method needed: $268.00 for invoice INV-000001',
      'will not work again',
      'Please give us another payment method.',
    ],
    [
      { ...without, paymentMethodBy: null },
      'Payment method needed: $268.00 for invoice INV-000001',
      'The amount due for invoice INV-000001 is $268.00.',
      'Please give us one.',
    ],
    [
      received,
      'Payment received: $268.00 for invoice INV-000001',
      'We received your payment of $268.00',
      'nothing left to do',
    ],
    [givenUp, 'Unpaid: $268.00 for invoice INV-000001', 'We could not collect $268.00', 'still owed'],
  ])('%o', (news, subject, happened, next) => {
    const letter = written(news);
    const text = plainText(letter);
    expect(letter.subject).toBe(subject);
    expect(text).toContain(happened);
    expect(text).toContain(next);
    expect(text).toMatch(/^Dear Clip & Sons,\n\n/);
    expect(text).toMatch(/\n\nAcme Inc\.\n$/);
  });

  it.each([
    ['UTC', 'November 2, 2026'],
    ['America/Los_Angeles', 'November 1, 2026'],
    ['Asia/Tokyo', 'November 2, 2026'],
  ])('the day is the one of the customer: in %s it is %s', (timeZone, day) => {
    expect(plainText(written(retry, timeZone))).toContain(`try again on ${day}`);
  });

  it('as HTML, what the customer is called is text and nothing else', () => {
    const reader = { name: '<b>"Clip" & \'Sons\'</b>', timeZone: 'UTC', locale: 'en' };
    const letter = letterOf(newsSchema.parse(retry), reader, 'Acme');
    expect(html(letter)).toContain('<p>Dear &lt;b&gt;&quot;Clip&quot; &amp; &#39;Sons&#39;&lt;/b&gt;,</p>');
    expect(html(letter)).not.toContain('<b>');
  });

  it.each([
    { ...about, type: 'invoice.paid' },
    { ...retry, nextAttemptAt: 'soon' },
    { ...retry, eventId: undefined },
    { ...retry, amountDue: undefined },
  ])('is not written about what it does not know: %o', (news) => {
    expect(newsSchema.safeParse(news).success).toBe(false);
  });
});

describe('the letter is in the language of the customer, with amounts and days as on the invoice', () => {
  const due = { ...retry, amountDue: '1268.50', currency: 'EUR' };
  it.each([
    ['en', 'Payment failed: €1,268.50 for invoice INV-000001', 'November 2, 2026'],
    ['en-GB', 'Payment failed: €1,268.50 for invoice INV-000001', '2 November 2026'],
    ['de', 'Zahlung fehlgeschlagen: 1.268,50 € für Rechnung INV-000001', '2. November 2026'],
    ['de-CH', "Zahlung fehlgeschlagen: EUR 1'268.50 für Rechnung INV-000001", '2. November 2026'],
    ['fr', 'Échec du paiement : 1 268,50 € pour la facture INV-000001', '2 novembre 2026'],
    ['ja', 'お支払いができませんでした：請求書 INV-000001（€1,268.50）', '2026年11月2日'],
    ['nl', 'Payment failed: €1,268.50 for invoice INV-000001', 'November 2, 2026'],
  ])('%s: %s', (locale, subject, day) => {
    const letter = written(due, 'UTC', locale);
    // ICU writes one apostrophe or the other, and narrow spaces or wide ones, from version to version.
    expect(letter.subject.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll('’', "'")).toBe(subject);
    expect(plainText(letter)).toContain(day);
    expect(html(letter)).toContain(`<html lang="${locale === 'nl' ? 'en' : locale}">`);
  });

  it.each([
    ['1268', 'JPY', 'de', '1.268 ¥'],
    ['1268.505', 'KWD', 'en', 'KWD 1,268.505'],
    ['90071992547409931.07', 'USD', 'en', '$90,071,992,547,409,931.07'],
  ])('%s %s has all its digits in %s: %s', (amountDue, currency, locale, amount) => {
    const { subject } = written({ ...givenUp, amountDue, currency }, 'UTC', locale);
    expect(subject.replaceAll('\u00a0', ' ')).toContain(amount);
  });

  it.each(languages)('%s names amount and number in every letter', (language) => {
    for (const news of [retry, declined, without, received, givenUp]) {
      const { subject, paragraphs } = written(news, 'UTC', language);
      const amount = formatsOf({ locale: localeOf(language), timeZone: 'UTC', currency: currency('USD') }).money(
        money(decimal('268.00'), currency('USD')),
      );
      for (const text of [subject, paragraphs.join(' ')]) {
        expect(text).toContain(amount);
        expect(text).toContain('INV-000001');
      }
      expect(paragraphs[0]).toContain('Clip & Sons');
      expect(paragraphs.at(-1)).toBe('Acme Inc.');
    }
  });

  it.each(languages.filter((language) => language !== 'en'))(
    '%s has no sentence of the English letters',
    (language) => {
      for (const news of [retry, declined, without, { ...declined, paymentMethodBy: null }, received, givenUp]) {
        const english = new Set(written(news).paragraphs.slice(0, -1));
        expect(written(news, 'UTC', language).paragraphs.filter((text) => english.has(text))).toEqual([]);
      }
    },
  );
});
