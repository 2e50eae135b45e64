import { announced } from '../collect/contract.ts';

/** The announcements about which the customer gets a mail. */
export const heard = [announced.dunningStage, announced.paymentSucceeded, announced.invoiceUncollectible] as const;

/** Metrics. `noEmail` counts the mails that had nowhere to go. */
export const metricNames = { noEmail: 'MailsWithoutAddress', sent: 'MailsSent' } as const;

export const senderVariable = 'SENDER_EMAIL';
export const sellerVariable = 'SELLER_NAME';
