import type { Customer } from '../catalog/customer/customer.ts';
import { formatsOf } from '../invoice/document/document-format.ts';
import { localeOf } from '../invoice/document/document-locale.ts';
import { assertNever } from '../kernel/meterline-error.ts';
import { letterTextsOf } from './letter-languages.ts';
import type { LetterTexts } from './letter-texts.ts';
import type { DunningNews, News } from './news-wire.ts';

/** The customer who reads the letter. */
export type Reader = Pick<Customer, 'name' | 'timeZone' | 'locale'>;

export interface Letter {
  /** BCP 47 tag of its language. */
  readonly lang: string;
  readonly subject: string;
  /** Plain text, from the salutation to the seller's name. */
  readonly paragraphs: readonly string[];
}

/** The letter about an announcement: what happened, what happens next, and when. It is in the customer's language, with amounts
 *  and days written as on the invoice. */
export const letterOf = (news: News, { name, timeZone, locale: tag }: Reader, seller: string): Letter => {
  const locale = localeOf(tag);
  const texts = letterTextsOf(locale.language);
  const { money, day } = formatsOf({ locale, timeZone, currency: news.amountDue.currency });
  const { subject, body } = contentOf(news, { texts, amount: money(news.amountDue), number: news.number, day });
  return { lang: locale.tag, subject, paragraphs: [texts.salutation(name), ...body, seller] };
};

interface Writing {
  readonly texts: LetterTexts;
  readonly amount: string;
  /** Of the invoice. */
  readonly number: string;
  readonly day: ReturnType<typeof formatsOf>['day'];
}

interface Content {
  readonly subject: string;
  readonly body: readonly string[];
}

const contentOf = (news: News, writing: Writing): Content => {
  const { texts, amount, number } = writing;
  switch (news.type) {
    case 'payment.succeeded':
      return {
        subject: texts.subject.received(amount, number),
        body: [texts.received(amount, number), texts.nothingToDo],
      };
    case 'invoice.uncollectible':
      return {
        subject: texts.subject.uncollectible(amount, number),
        body: [texts.givenUp(amount, number), texts.stillOwed],
      };
    case 'dunning.stage':
      return {
        subject: texts.subject[news.nextAttemptAt === null ? 'methodNeeded' : 'failed'](amount, number),
        body: [whatFailed(news, texts), texts.due(amount, number), ...whatIsNext(news, writing)],
      };
    default:
      return assertNever(news);
  }
};

const whatFailed = ({ reason }: DunningNews, texts: LetterTexts): string => {
  switch (reason) {
    case 'soft_decline':
      return texts.softDecline;
    case 'hard_decline':
      return texts.hardDecline;
    case 'no_payment_method':
      return texts.noMethod;
    default:
      return assertNever(reason);
  }
};

const whatIsNext = (news: DunningNews, { texts, day }: Writing): readonly string[] => {
  const { reason, nextAttemptAt, paymentMethodBy } = news;
  if (nextAttemptAt !== null) return [texts.nextAttempt(day(nextAttemptAt))];
  const isFirst = reason === 'no_payment_method';
  if (paymentMethodBy === null) return [isFirst ? texts.oneMethod : texts.anotherMethod, texts.chargedAtOnce];
  const ask = isFirst ? texts.oneMethodBy : texts.anotherMethodBy;
  return [ask(day(paymentMethodBy)), texts.chargedAtOnce];
};
