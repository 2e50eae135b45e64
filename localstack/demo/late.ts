import { type ApiClient, eventually, type JsonBody } from '../api-client.ts';
import { advance, afterGrace, rows } from './bill.ts';
import { report } from './report.ts';
import {
  expectedAdjustment,
  hoursAfter,
  lateEvent,
  lateMinutes,
  type Month,
  meter,
  minutesWithLate,
  nextMonth,
} from './scenario.ts';
import { made } from './set-up.ts';

interface Late {
  readonly customer: string;
  readonly testClock: string;
  readonly month: Month;
  /** The invoice of the month, which is paid. */
  readonly invoice: JsonBody;
}

/** Sends an event of the month after the month's invoice was paid, and shows that the next invoice bills it as an
 *  adjustment. */
export const billLateEvent = async (api: ApiClient, { customer, testClock, month, invoice }: Late): Promise<void> => {
  report.chapter('An event comes too late');
  const event = lateEvent(customer, month);
  made(await api.post('/events', event));
  report.line('sent', `${lateMinutes} min of ${event.time.slice(0, 10)}, whose invoice is paid`);
  await countedLate(api, customer, month);
  await advance(api, testClock, hoursAfter(nextMonth(month).end, afterGrace));
  const next = await eventually('the next invoice is issued', async () => {
    const { body } = made(await api.get(`/invoices?customerId=${customer}`));
    return rows(body.data).find(({ number, id }) => number !== null && id !== invoice.id);
  });
  const adjustment = rows(next.lines).find(({ kind }) => kind === 'adjustment') ?? {};
  const [adjusts = {}] = rows([adjustment.adjusts]);
  const [{ units, unitAmount, amount } = {}] = rows(adjustment.breakdown);
  report.line('invoice', `${next.number}: ${adjustment.description}, adjusts ${adjusts.number}`);
  report.line('  the difference', `${units} min × ${unitAmount} USD = ${amount} USD`);
  report.check('it names the invoice before', String(adjusts.number), String(invoice.number));
  report.check('minutes adjusted', String(adjustment.quantity), lateMinutes);
  report.check('adjustment in USD', String(adjustment.amount), expectedAdjustment);
  const { body } = made(await api.get(`/invoices/${next.id}/lines/${adjustment.id}/events`));
  report.check(
    'the event behind it',
    rows(body.data)
      .map(({ id }) => id)
      .join(', '),
    event.id,
  );
  const before = made(await api.get(`/invoices/${invoice.id}`)).body;
  report.check('the invoice before is as it was', String(before.total), String(invoice.total));
};

const countedLate = async (api: ApiClient, customer: string, { start, end }: Month): Promise<void> => {
  const path = `/customers/${customer}/usage?meter=${meter.key}&from=${start.toISOString()}&to=${end.toISOString()}`;
  const total = await eventually('the late event is counted', async () => {
    const found = String(made(await api.get(path)).body.total);
    return found === minutesWithLate ? found : undefined;
  });
  report.check('minutes of the month now', total, minutesWithLate);
};
