import type { LetterTexts } from './letter-texts.ts';

export const english: LetterTexts = {
  salutation: (name) => `Dear ${name},`,
  subject: {
    failed: (amount, number) => `Payment failed: ${amount} for invoice ${number}`,
    methodNeeded: (amount, number) => `Payment method needed: ${amount} for invoice ${number}`,
    received: (amount, number) => `Payment received: ${amount} for invoice ${number}`,
    uncollectible: (amount, number) => `Unpaid: ${amount} for invoice ${number}`,
  },
  received: (amount, number) => `We received your payment of ${amount} for invoice ${number}. Thank you.`,
  nothingToDo: 'There is nothing left to do.',
  givenUp: (amount, number) => `We could not collect ${amount} for invoice ${number} and will not try again.`,
  stillOwed: 'The amount is still owed. Please get in touch with us to settle it.',
  softDecline: 'Your payment was declined.',
  hardDecline: 'Your payment was declined, and this payment method will not work again.',
  noMethod: 'There was no payment method to charge.',
  due: (amount, number) => `The amount due for invoice ${number} is ${amount}.`,
  nextAttempt: (day) => `We will try again on ${day}. With a new payment method we try at once.`,
  anotherMethod: 'Please give us another payment method.',
  anotherMethodBy: (day) => `Please give us another payment method by ${day}.`,
  oneMethod: 'Please give us one.',
  oneMethodBy: (day) => `Please give us one by ${day}.`,
  chargedAtOnce: 'We will charge it at once.',
};
