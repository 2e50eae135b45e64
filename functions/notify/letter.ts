import type { Customer } from '../catalog/customer/customer.ts';
import { type Instant, toMilliseconds } from '../kernel/instant.ts';
import { assertNever } from '../kernel/meterline-error.ts';
import type { DunningNews, News } from './news-wire.ts';

/** The customer who reads the letter. */
export type Reader = Pick<Customer, 'name' | 'timeZone'>;

export interface Letter {
  readonly subject: string;
  /** Plain text, from the salutation to the seller's name. */
  readonly paragraphs: readonly string[];
}

/** The letter about an announcement: what happened, what happens next, and when. */
export const letterOf = (news: News, reader: Reader, seller: string): Letter => {
  const { subject, body } = contentOf(news, reader);
  return { subject, paragraphs: [`Dear ${reader.name},`, ...body, seller] };
};

interface Content {
  readonly subject: string;
  readonly body: readonly string[];
}

const contentOf = (news: News, reader: Reader): Content => {
  const invoice = `invoice ${news.number}`;
  const amount = `${news.amountDue} ${news.currency}`;
  switch (news.type) {
    case 'payment.succeeded':
      return {
        subject: `Payment received: ${amount} for ${invoice}`,
        body: [`We received your payment of ${amount} for ${invoice}. Thank you.`, 'There is nothing left to do.'],
      };
    case 'invoice.uncollectible':
      return {
        subject: `Unpaid: ${amount} for ${invoice}`,
        body: [
          `We could not collect ${amount} for ${invoice} and will not try again.`,
          'The amount is still owed. Please get in touch with us to settle it.',
        ],
      };
    case 'dunning.stage':
      return {
        subject: `${news.nextAttemptAt === null ? 'Payment method needed' : 'Payment failed'}: ${amount} for ${invoice}`,
        body: [`${whatFailed(news)} The amount due for ${invoice} is ${amount}.`, whatIsNext(news, reader)],
      };
    default:
      return assertNever(news);
  }
};

const whatFailed = ({ reason }: DunningNews): string => {
  switch (reason) {
    case 'soft_decline':
      return 'Your payment was declined.';
    case 'hard_decline':
      return 'Your payment was declined, and this payment method will not work again.';
    case 'no_payment_method':
      return 'There was no payment method to charge.';
    default:
      return assertNever(reason);
  }
};

const whatIsNext = ({ reason, nextAttemptAt, paymentMethodBy }: DunningNews, { timeZone }: Reader): string => {
  if (nextAttemptAt !== null) {
    const day = dayText(nextAttemptAt, timeZone);
    return `We will try again on ${day}. With a new payment method we try at once.`;
  }
  const until = paymentMethodBy === null ? '' : ` by ${dayText(paymentMethodBy, timeZone)}`;
  return `Please give us ${reason === 'no_payment_method' ? 'one' : 'another payment method'}${until}. We will charge it at once.`;
};

/** A day in the customer's time zone: `3 November 2026`. */
const dayText = (at: Instant, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(toMilliseconds(at));
