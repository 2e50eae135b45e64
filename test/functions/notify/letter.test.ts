import { describe, expect, it } from 'vitest';
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

const written = (news: unknown, timeZone = 'UTC'): Letter =>
  letterOf(newsSchema.parse(news), { name: 'Clip & Sons', timeZone }, 'Acme Inc.');

describe('letter: which invoice, how much, what happens next and when', () => {
  it.each([
    [
      retry,
      'Payment failed: 268.00 USD for invoice INV-000001',
      'Your payment was declined.',
      'We will try again on 2 November 2026.',
    ],
    [
      { ...failed, reason: 'hard_decline', paymentMethodBy: '2026-11-15T01:00:00.000Z' },
      'Payment method needed: 268.00 USD for invoice INV-000001',
      'will not work again',
      'Please give us another payment method by 15 November 2026.',
    ],
    [
      { ...failed, reason: 'no_payment_method', paymentMethodBy: '2026-11-15T01:00:00.000Z', paymentMethod: null },
      'Payment method needed: 268.00 USD for invoice INV-000001',
      'There was no payment method to charge.',
      'Please give us one by 15 November 2026.',
    ],
    [
      { ...about, type: 'payment.succeeded', attempt: 1, paymentMethod: 'pm_1', paymentId: 'pay_1' },
      'Payment received: 268.00 USD for invoice INV-000001',
      'We received your payment of 268.00 USD',
      'nothing left to do',
    ],
    [
      { ...about, type: 'invoice.uncollectible' },
      'Unpaid: 268.00 USD for invoice INV-000001',
      'We could not collect 268.00 USD',
      'still owed',
    ],
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
    ['UTC', '2 November 2026'],
    ['America/Los_Angeles', '1 November 2026'],
    ['Asia/Tokyo', '2 November 2026'],
  ])('the day is the one of the customer: in %s it is %s', (timeZone, day) => {
    expect(plainText(written(retry, timeZone))).toContain(`try again on ${day}`);
  });

  it('as HTML, what the customer is called is text and nothing else', () => {
    const letter = letterOf(newsSchema.parse(retry), { name: '<b>"Clip" & \'Sons\'</b>', timeZone: 'UTC' }, 'Acme');
    expect(html(letter)).toContain('<p>Dear &lt;b&gt;&quot;Clip&quot; &amp; &#39;Sons&#39;&lt;/b&gt;,</p>');
    expect(html(letter)).not.toContain('<b>');
  });

  it.each([
    { ...about, type: 'invoice.paid' },
    { ...retry, nextAttemptAt: 'soon' },
    { ...retry, eventId: undefined },
  ])('is not written about what it does not know: %o', (news) => {
    expect(newsSchema.safeParse(news).success).toBe(false);
  });
});
