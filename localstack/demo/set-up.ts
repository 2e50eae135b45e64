import type { Answer, ApiClient } from '../api-client.ts';
import { report, Wrong } from './report.ts';
import { type Month, meter, plan } from './scenario.ts';

export interface Cast {
  readonly customer: string;
  readonly testClock: string;
}

/** Makes a meter, a plan, and a customer on a test clock that stands at the month's start. The customer's card fails twice
 *  and then works. */
export const setUp = async (api: ApiClient, month: Month): Promise<Cast> => {
  report.chapter('A price list and a customer');
  await there(api.post('/meters', meter), 'meter_exists');
  await there(api.post('/plans', plan), 'plan_exists');
  const customer = await freeCustomerId(api);
  const now = month.start.toISOString();
  const clock = made(await api.post('/test-clocks', { now }));
  const testClock = String(clock.body.id);
  made(
    await api.post('/customers', {
      id: customer,
      name: 'Nordlicht Studios',
      email: 'accounts@nordlicht.example',
      currency: 'USD',
      timeZone: 'UTC',
      paymentMethod: 'pm_sim_fails_2_then_ok',
      testClockId: testClock,
    }),
  );
  made(await api.post('/subscriptions', { customerId: customer, planId: plan.id, startAt: now }));
  report.line('plan', 'Transcoding: the first 1,000 minutes at 0.10 USD, then 0.07');
  report.line('customer', `${customer}, on a test clock at ${now.slice(0, 10)}`);
  return { customer, testClock };
};

/** @throws Wrong with the problem that the API answered */
export const made = (answer: Answer): Answer => {
  if (answer.status >= 300) throw new Wrong(`the API answered ${answer.status}: ${answer.text}`);
  return answer;
};

/** What an earlier demo on the same stack has made is taken as it is. */
const there = async (request: Promise<Answer>, exists: string): Promise<void> => {
  const answer = await request;
  if (answer.body.code !== exists) made(answer);
};

const freeCustomerId = async (api: ApiClient): Promise<string> => {
  for (let copy = 1; ; copy++) {
    const id = copy === 1 ? 'cust_8821' : `cust_8821-${copy}`;
    if ((await api.get(`/customers/${id}`)).status === 404) return id;
  }
};
