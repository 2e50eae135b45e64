import type { LatePolicy } from '../functions/ingest/contract.ts';
import type { ZeroInvoices } from '../functions/invoice/contract.ts';
import { logMarginDays } from '../functions/meter/contract.ts';

/** What a deployment may choose; `bin/meterline.ts` has a line per environment. */
export interface MeterlineConfig {
  /** A period is closed this many hours after its end; what arrives until then is in time. */
  readonly graceHours: number;
  /** What becomes of an event that arrives when its period is closed: `bill_next` bills it on the next invoice as an
   *  adjustment, `reject` refuses it (`period_closed`) and counts nothing. */
  readonly latePolicy: LatePolicy;
  /** Events older than this many days are refused. */
  readonly maxEventAgeDays: number;
  /** Minutes of a usage window: periods begin and end on windows. 60, or 30 or 15 for time zones with such offsets.
   *  Not to be changed once there is usage. */
  readonly usageWindowMinutes: 60 | 30 | 15;
  /** How long an event's id is remembered; the event log is kept 100 days longer, and has to have the
   *  year of a yearly plan until it is billed. */
  readonly claimRetentionDays: number;
  /** Days after the first failed charge on which it is tried again. The last one ends in `uncollectible`. */
  readonly dunningDays: readonly number[];
  /** The longest that a consumer may run, in seconds. A crashed one's events are taken over after twice this time. */
  readonly consumerSeconds: number;
  /** Deliveries of a message before it goes to the dead-letter queue. */
  readonly maxReceives: number;
  /** Where customers reach the API, if it has a domain of its own: `https://billing.example.com/v1`. */
  readonly publicUrl: string | null;
  /** The From address of mails to customers; its domain must be verified in SES. */
  readonly senderEmail: string;
  /** The seller's name on invoices, pages and mails. */
  readonly sellerName: string;
  /** What else of the seller is on its invoices: lines of its address, how to reach it, its tax numbers, what the law wants.
   *  With the name at most 2,000 bytes as JSON. */
  readonly sellerDetails: {
    readonly address: readonly string[];
    readonly email: string | null;
    readonly taxIds: readonly string[];
    readonly legalText: string | null;
  };
  /** A Lambda function that calculates taxes, by itself or by a tax service; null for the table of rates in the catalog. */
  readonly taxEngineFunctionArn: string | null;
  /** `AAAA` of AAAA-000001. */
  readonly invoicePrefix: string;
  /** `AA` of AA-000001, the numbers of credit notes; the prefix of the invoices puts both in one series. */
  readonly creditNotePrefix: string;
  /** Whether the close of a period makes its invoice final, or a draft of it waits for an operator, at the latest until the
   *  next close; a customer may have it otherwise (`autoFinalize`). */
  readonly autoFinalize: boolean;
  /** What becomes of an invoice of nothing: `issue` numbers it, and it is paid; `skip` makes it final without a number. */
  readonly zeroInvoices: ZeroInvoices;
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
  publicUrl: null,
  senderEmail: 'billing@example.com',
  sellerName: 'Example Inc.',
  sellerDetails: { address: [], email: null, taxIds: [], legalText: null },
  taxEngineFunctionArn: null,
  invoicePrefix: 'INV',
  creditNotePrefix: 'CN',
  autoFinalize: true,
  zeroInvoices: 'issue',
};

/** For trying things out: a crashed consumer's events come back in seconds rather than in a minute. */
export const development: MeterlineConfig = { ...production, consumerSeconds: 6 };

/** Days that an event may be on its way: fourteen in the queue, fourteen among the dead letters. */
const daysInQueues = 28;
/** Days that DynamoDB may take to delete what has expired. It usually takes two. */
const slowestDeletion = 30;

/** Of the longest period: a leap year. */
const longestPeriod = 366;
/** Days by which a close may come late, and the log is cut short by when it is read. */
const closeMargin = 7;

/** Settings with which an old event could be counted twice, a void recount or a period verified from a log that has gaps, are
 *  no settings. The log of a whole year is more than an event can be on its way, so that ids are remembered for longer.
 *  @throws RangeError */
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
