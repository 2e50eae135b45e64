import { ApiClient } from '../api-client.ts';
import { breakConsumer } from '../deploy/consumer-outage.ts';
import { sentMails } from '../mailbox.ts';
import type { LocalStack } from '../start-local.ts';
import { closeMonth, collectMoney } from './bill.ts';
import { billLateEvent } from './late.ts';
import { report } from './report.ts';
import { lastMonth } from './scenario.ts';
import { sendMonth } from './send.ts';
import { setUp } from './set-up.ts';

/** The whole way of a month of events to a paid invoice, and of one that comes late to the next.
 *  @throws Wrong at the first figure that is off */
export const play = async (local: LocalStack): Promise<void> => {
  const started = Date.now();
  const api = new ApiClient(`${local.apiUrl}/v1`, local.adminKey);
  const month = lastMonth(new Date());
  const { customer, testClock } = await setUp(api, month);
  await sendMonth(api, customer, month, () => breakConsumer(local.endpoint));
  const invoice = await closeMonth(api, { customer, testClock, month });
  await collectMoney(api, async () => (await sentMails(local.endpoint))?.map(({ subject }) => subject), {
    invoice,
    testClock,
  });
  await billLateEvent(api, { customer, testClock, month, invoice });
  const { body } = await api.post('/portal-sessions', { customerId: customer });
  report.chapter('See for yourself, while the stack is up (npm start, or npm run local up)');
  report.line("the customer's page", String(body.url));
  report.line('took', `${Math.round((Date.now() - started) / 1000)} s`);
};
