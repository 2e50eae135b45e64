/** Every text of a letter in one language. Amounts and days are already written as the reader writes them. */
export interface LetterTexts {
  readonly salutation: (name: string) => string;
  /** The subject says what the letter is about, in a list of many. */
  readonly subject: {
    readonly failed: (amount: string, number: string) => string;
    readonly methodNeeded: (amount: string, number: string) => string;
    readonly received: (amount: string, number: string) => string;
    readonly uncollectible: (amount: string, number: string) => string;
  };
  readonly received: (amount: string, number: string) => string;
  readonly nothingToDo: string;
  readonly givenUp: (amount: string, number: string) => string;
  readonly stillOwed: string;
  /** Why nothing was paid. */
  readonly softDecline: string;
  readonly hardDecline: string;
  readonly noMethod: string;
  readonly due: (amount: string, number: string) => string;
  readonly nextAttempt: (day: string) => string;
  /** What the customer is asked for: another payment method than the one that was declined, or one at all. */
  readonly anotherMethod: string;
  readonly anotherMethodBy: (day: string) => string;
  readonly oneMethod: string;
  readonly oneMethodBy: (day: string) => string;
  readonly chargedAtOnce: string;
}
