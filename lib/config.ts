import type { LatePolicy } from '../functions/ingest/contract.ts';
import type { ZeroInvoices } from '../functions/invoice/contract.ts';
import { logMarginDays } from '../functions/meter/contract.ts';
import { longestLinkMinutes } from '../functions/portal/contract.ts';

/** How often something may be asked: so many requests a second in the long run, and so many at once after a pause. */
export interface RequestRate {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** What a deployment may choose. `bin/meterline.ts` picks a set of choices by the name of the environment. */
export interface MeterlineConfig {
  /** A billing period is closed this many hours after its end. An event of the period that arrives before that is in time, a
   *  later one is late. */
  readonly graceHours: number;
  /** What becomes of a late event: `bill_next` counts it, and the next invoice bills it as an adjustment; `reject` refuses it
   *  with the code `period_closed` and counts nothing. */
  readonly latePolicy: LatePolicy;
  /** Events older than this many days are refused. */
  readonly maxEventAgeDays: number;
  /** Length of the windows in which usage is counted, in minutes. Billing periods begin and end where a window does, at
   *  midnight of the customer's time zone: where some zone is half an hour off the full hour of UTC (India) it has to be 30,
   *  a quarter (Nepal) 15. It must not change once there is usage. */
  readonly usageWindowMinutes: 60 | 30 | 15;
  /** For how many days an event's id is remembered, so that the same event sent again is recognized. The log of events is kept
   *  100 days longer than that (`logMarginDays`). `requireRetention` says how long both have to be. */
  readonly claimRetentionDays: number;
  /** Days after the first failed charge on which it is tried again, ascending. If the try on the last day fails too, the
   *  invoice becomes `uncollectible`. */
  readonly dunningDays: readonly number[];
  /** The longest that one run of the consumer may take, in seconds. Others take over the events of one that crashed after twice
   *  this time. */
  readonly consumerSeconds: number;
  /** How often the consumer gets a message that it cannot count before the message goes to the dead-letter queue. */
  readonly maxReceives: number;
  /** The secret that signs portal links is made anew every so many days. The one before it stays good until the next time, so this is
   *  longer than any link lives (`requireOverlap`). */
  readonly portalSecretDays: number;
  /** Where customers reach the API, if it has a domain of its own: `https://billing.example.com/v1`. Null: API Gateway's. */
  readonly publicUrl: string | null;
  /** The From address of mails to customers; its domain must be verified in SES. */
  readonly senderEmail: string;
  /** Whom alarms are mailed to: AWS first mails a link there, which has to be confirmed. Null: nobody, until somebody subscribes to the
   *  topic of the alarms. */
  readonly alarmEmail: string | null;
  /** The seller's name on invoices, pages and mails. */
  readonly sellerName: string;
  /** What invoices say about the seller beside its name: the lines of its address, how to reach it, its tax numbers, and a text
   *  that the law demands. Together with the name it may take 2,000 bytes as JSON (`requireSeller`). */
  readonly sellerDetails: {
    readonly address: readonly string[];
    readonly email: string | null;
    readonly taxIds: readonly string[];
    readonly legalText: string | null;
  };
  /** ARN of a Lambda function of yours that calculates taxes, by itself or by asking a tax service. Null: they are calculated
   *  by the table of rates in the catalog. */
  readonly taxEngineFunctionArn: string | null;
  /** What invoice numbers begin with: `INV` makes INV-000001. */
  readonly invoicePrefix: string;
  /** What the numbers of credit notes begin with: `CN` makes CN-000001. With the prefix of the invoices, both share one
   *  series. */
  readonly creditNotePrefix: string;
  /** True: the close of a period makes its invoice final. False: a draft waits for an operator to finalize it, at the latest
   *  until the next close does. A customer's own `autoFinalize` goes before this. */
  readonly autoFinalize: boolean;
  /** What becomes of an invoice whose total is zero: `issue` gives it a number and it counts as paid; `skip` makes it final
   *  without a number. */
  readonly zeroInvoices: ZeroInvoices;
  /** How many requests are taken; others get 429. `stage` is for all together, `key` for an API key, and `portal` for the links of a
   *  customer. Keys go in 16 lanes and customers in 4, and what is in one lane shares its rate. API Gateway keeps to these
   *  numbers about, not to the request. */
  readonly throttle: { readonly stage: RequestRate; readonly key: RequestRate; readonly portal: RequestRate };
}

export const production: MeterlineConfig = {
  graceHours: 1,
  latePolicy: 'bill_next',
  maxEventAgeDays: 35,
  usageWindowMinutes: 60,
  claimRetentionDays: 400,
  dunningDays: [1, 3, 7, 14],
  consumerSeconds: 30,
  maxReceives: 10,
  portalSecretDays: 30,
  publicUrl: null,
  senderEmail: 'billing@example.com',
  alarmEmail: null,
  sellerName: 'Example Inc.',
  sellerDetails: { address: [], email: null, taxIds: [], legalText: null },
  taxEngineFunctionArn: null,
  invoicePrefix: 'INV',
  creditNotePrefix: 'CN',
  autoFinalize: true,
  zeroInvoices: 'issue',
  throttle: {
    stage: { requestsPerSecond: 4000, burst: 2000 },
    key: { requestsPerSecond: 1000, burst: 1000 },
    portal: { requestsPerSecond: 100, burst: 200 },
  },
};

/** For trying things out: the events of a crashed consumer come back after 12 seconds instead of a minute. */
export const development: MeterlineConfig = { ...production, consumerSeconds: 6 };

/** Secrets Manager takes no longer interval. */
const longestInterval = 1000;

/** Refuses a rotation with which links would end before their time. A link lives for a day at most, and is signed with the secret that
 *  was current then. That one is taken until the rotation after the next, so a link of the last minute before a rotation
 *  needs an interval of more than a day: two, since the interval is in whole days.
 *  @throws RangeError that says which setting, and its bounds */
export const requireOverlap = ({ portalSecretDays }: Pick<MeterlineConfig, 'portalSecretDays'>): void => {
  const shortest = Math.floor(longestLinkMinutes / (24 * 60)) + 1;
  if (!Number.isInteger(portalSecretDays) || portalSecretDays < shortest || portalSecretDays > longestInterval)
    throw new RangeError(
      `portalSecretDays is a whole number from ${shortest} to ${longestInterval}: links outlive one rotation.`,
    );
};

/** The most days that an event can be on its way: SQS keeps it fourteen in the event queue and fourteen in the dead-letter
 *  queue. */
const daysInQueues = 28;
/** Days that DynamoDB may take to delete an item that has expired. AWS speaks of "a few days"; this leaves room. */
const slowestDeletion = 30;

/** Days of the longest billing period: a leap year. */
const longestPeriod = 366;
/** Days to spare, by which a close may be late; a verification does not rely on the last two days of the log before its
 *  expiry. */
const closeMargin = 7;

/** Refuses retention times with which something would be recounted from a log that has gaps:
 *
 *  - As long as an event's id is remembered, the event can be voided, and its window is then recounted from the log. The
 *    first event of that window may have come earlier than the voided one, by `maxEventAgeDays` and 28 days in queues, and
 *    the id may be there 30 days too long. The log is kept 100 days longer than ids, so `maxEventAgeDays` is at most 100 −
 *    28 − 30 = 42.
 *  - When a yearly plan is billed, the log has to have its whole year. In production that is 366 days + 1 of grace + 35 of
 *    age + 28 in queues + 7 to spare = 437 days of log, so `claimRetentionDays` is at least 437 − 100 = 337. That is also
 *    longer than an event can be on its way, so that none can come back after its id is forgotten, and count twice.
 *  @throws RangeError that says which setting, and its bound */
export const requireRetention = ({ maxEventAgeDays, claimRetentionDays, graceHours }: MeterlineConfig): void => {
  const longest = logMarginDays - daysInQueues - slowestDeletion;
  if (maxEventAgeDays > longest)
    throw new RangeError(`maxEventAgeDays is at most ${longest}: the log outlives the ids by ${logMarginDays} days.`);
  const logDays = longestPeriod + Math.ceil(graceHours / 24) + maxEventAgeDays + daysInQueues + closeMargin;
  if (claimRetentionDays + logMarginDays < logDays)
    throw new RangeError(
      `claimRetentionDays is at least ${logDays - logMarginDays}: the log, kept for ${logMarginDays} days more, has a year until it is billed.`,
    );
};
