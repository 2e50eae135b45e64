import { eventually } from '../../localstack/api-client.ts';
import { api, fresh, ok } from './stack.ts';

/** A meter of its own event type, and how to send it events and read what it counted. */
export const newMeter = async (aggregation: 'sum' | 'count' = 'sum') => {
  const key = fresh('m').toLowerCase();
  const type = `used.${key}`;
  ok(
    await api.post('/meters', {
      key,
      eventType: type,
      aggregation,
      ...(aggregation === 'sum' ? { valueProperty: 'units' } : {}),
    }),
  );
  const event = (customer: string, id: string, units: string, time: string) => ({
    specversion: '1.0',
    id,
    source: 'e2e',
    type,
    subject: customer,
    time,
    data: { units },
  });
  const total = async (customer: string, from: string, to: string): Promise<string> =>
    String(ok(await api.get(`/customers/${customer}/usage?meter=${key}&from=${from}&to=${to}`)).total);
  const counted = (customer: string, from: string, to: string, expected: string, seconds = 60): Promise<string> =>
    eventually(
      `${customer} has ${expected}`,
      async () => {
        const found = await total(customer, from, to);
        return found === expected ? found : undefined;
      },
      seconds,
    );
  return { key, type, event, total, counted };
};

/** Noon of the day before yesterday, UTC, and the day around it. */
export const recently = () => {
  const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString();
  return { at: `${day}T12:00:00Z`, from: `${day}T00:00:00Z`, to: next };
};
