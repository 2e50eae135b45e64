import { announced } from '../collect/contract.ts';

/** What the customer is written about. */
export const heard = [announced.dunningStage, announced.paymentSucceeded, announced.invoiceUncollectible] as const;

/** Counts the mails that had nowhere to go. */
export const metricNames = { noEmail: 'MailsWithoutAddress', sent: 'MailsSent' } as const;

export const senderVariable = 'SENDER_EMAIL';
export const sellerVariable = 'SELLER_NAME';
