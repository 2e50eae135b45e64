import { type ApiClient, eventually, type JsonBody } from '../api-client.ts';
import { report } from './report.ts';
import { expectedMinutes, expectedTotal, hoursAfter, type Month } from './scenario.ts';
import { made } from './set-up.ts';

/** Longer than the grace after which a period is closed, in hours. */
export const afterGrace = 2;
const dayHours = 24;

export const rows = (value: unknown): readonly JsonBody[] =>
  Array.isArray(value)
    ? value.flatMap((row) => (typeof row === 'object' && row !== null ? [Object.fromEntries(Object.entries(row))] : []))
    : [];

interface Closing {
  readonly customer: string;
  readonly testClock: string;
  readonly month: Month;
}

/** Lets the month end, and shows the invoice that comes of it. */
export const closeMonth = async (api: ApiClient, { customer, testClock, month }: Closing): Promise<JsonBody> => {
  report.chapter('The month ends');
  await advance(api, testClock, hoursAfter(month.end, afterGrace));
  const invoice = await eventually('the invoice is issued', async () => {
    const { body } = made(await api.get(`/invoices?customerId=${customer}`));
    return rows(body.data).find(({ number }) => number !== null);
  });
  report.line(
    'invoice',
    `${invoice.number}, ${month.start.toISOString().slice(0, 10)} to ${month.end.toISOString().slice(0, 10)}`,
  );
  const [line = {}] = rows(invoice.lines);
  for (const { from, to, units, unitAmount, amount } of rows(line.breakdown)) {
    report.line(`  ${from} to ${to}`, `${units} min × ${unitAmount} USD = ${amount} USD`);
  }
  report.check('minutes billed', String(line.quantity), expectedMinutes);
  report.check('brackets', String(rows(line.breakdown).length), '2');
  report.check('total in USD', String(invoice.total), expectedTotal);
  await evidenceAddsUp(api, invoice, line);
  return invoice;
};

/** Adds up the events behind the line, in whole thousandths of a minute so that the sum is exact, and compares with the
 *  line. */
const evidenceAddsUp = async (api: ApiClient, invoice: JsonBody, line: JsonBody): Promise<void> => {
  let thousandths = 0n;
  let events = 0;
  let cursor: unknown = '';
  while (typeof cursor === 'string') {
    const page = `?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { body } = made(await api.get(`/invoices/${invoice.id}/lines/${line.id}/events${page}`));
    for (const { quantity } of rows(body.data)) thousandths += toThousandths(String(quantity));
    events += rows(body.data).length;
    cursor = body.nextCursor;
  }
  report.check(`thousandths of a minute, of ${events} events`, String(thousandths), `${expectedMinutes}000`);
};

const toThousandths = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(3, '0'));
};

/** Moves the test clock day by day: the first charge fails, the first retry fails, and the second retry is paid. */
export const collectMoney = async (
  api: ApiClient,
  mails: () => Promise<readonly string[] | undefined>,
  { invoice, testClock }: { invoice: JsonBody; testClock: string },
): Promise<void> => {
  report.chapter('The card fails, twice');
  const collection = async (): Promise<JsonBody> => (await api.get(`/invoices/${invoice.id}/collection`)).body;
  const waiting = await eventually('the first charge has failed', async () => {
    const found = await collection();
    return typeof found.nextAttemptAt === 'string' ? found : undefined;
  });
  const failedAt = new Date(String(waiting.firstFailedAt));
  for (const day of [1, 3]) await advance(api, testClock, hoursAfter(failedAt, day * dayHours));
  const paid = await eventually('the invoice is paid', async () => {
    const { body } = made(await api.get(`/invoices/${invoice.id}`));
    return body.status === 'paid' ? body : undefined;
  });
  const attempts = rows((await collection()).attempts);
  for (const { at, outcome, declineCode } of attempts) {
    const day = Math.round((Date.parse(String(at)) - failedAt.getTime()) / dayHours / 3_600_000);
    report.line(`day ${day}`, outcome === 'succeeded' ? 'paid' : `declined: ${declineCode}`);
  }
  report.check('attempts', attempts.map(({ outcome }) => outcome).join(', '), 'declined, declined, succeeded');
  report.check('paid on', String(paid.paidAt), hoursAfter(failedAt, 3 * dayHours));
  await mailsWereSent(mails, String(invoice.number));
};

/** One at each failure and one for the payment. */
const mailsWereSent = async (mails: () => Promise<readonly string[] | undefined>, number: string): Promise<void> => {
  if ((await mails()) === undefined) return;
  const about = async () => ((await mails()) ?? []).filter((subject) => subject.includes(number));
  const subjects = await eventually('three mails are sent', async () => {
    const found = await about();
    return found.length >= 3 ? found : undefined;
  });
  for (const subject of subjects) report.line('mail', subject);
  report.check('mails', String(subjects.length), '3');
};

/** Moves the customer's time; returns when all that falls due until then has been done. */
export const advance = async (api: ApiClient, testClock: string, to: string): Promise<void> => {
  report.line('the clock moves to', to.slice(0, 16).replace('T', ' '));
  made(await api.post(`/test-clocks/${testClock}/advance`, { to }));
  await eventually('the clock has arrived', async () => {
    const { body } = made(await api.get(`/test-clocks/${testClock}`));
    return body.status === 'ready' ? true : undefined;
  });
};
