import { type ApiClient, eventually } from '../api-client.ts';
import { progress, report } from './report.ts';
import { batches, type DemoEvent, events, expectedMinutes, type Month, meter, withRepeats } from './scenario.ts';
import { made } from './set-up.ts';

const batchSize = 50;
/** Requests that are under way at once. */
const lanes = 4;

/** Sends the events of the month, a tenth of them twice. The first request meets a consumer that fails after it has claimed the
 *  events and before it commits them. Returns when everything is counted. */
export const sendMonth = async (
  api: ApiClient,
  customer: string,
  month: Month,
  breakConsumer: () => Promise<() => Promise<void>>,
): Promise<void> => {
  const sent = withRepeats(events(customer, month));
  const [first = [], ...rest] = batches(sent, batchSize);
  report.chapter('A month of events: out of order, every tenth twice, and a consumer that fails');
  const mend = await breakConsumer();
  const before = await send(api, [first]).finally(async () => {
    await claimed(api, first);
    await mend();
  });
  report.line('consumer failed', `after ${first.length} events were claimed, before they were counted`);
  const after = await send(api, rest, sent.length - first.length);
  report.check(
    'events sent',
    String(before.accepted + before.duplicates + after.accepted + after.duplicates),
    String(sent.length),
  );
  report.line('accepted', String(before.accepted + after.accepted));
  report.line('known to be duplicates', `${before.duplicates + after.duplicates}; the consumer finds the others`);
  await countedUp(api, customer, month);
};

interface Sent {
  readonly accepted: number;
  readonly duplicates: number;
}

const send = async (api: ApiClient, requests: readonly (readonly DemoEvent[])[], total = 0): Promise<Sent> => {
  const bar = total === 0 ? undefined : progress('sending', total);
  const waiting = [...requests];
  let accepted = 0;
  let duplicates = 0;
  const lane = async (): Promise<void> => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const { body } = made(await api.post('/events', batch));
      accepted += Number(body.accepted);
      duplicates += Array.isArray(body.duplicates) ? body.duplicates.length : 0;
      bar?.to(accepted + duplicates);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  bar?.done();
  return { accepted, duplicates };
};

/** Waits until the events are claimed. The API answers that an event is a duplicate as soon as it is claimed, so sending one
 *  again finds out without changing anything. */
const claimed = async (api: ApiClient, batch: readonly DemoEvent[]): Promise<void> => {
  await eventually('the events are claimed', async () => {
    const { body } = await api.post('/events', batch.slice(-1));
    return body.accepted === 0 ? true : undefined;
  });
};

const countedUp = async (api: ApiClient, customer: string, { start, end }: Month): Promise<void> => {
  const path = `/customers/${customer}/usage?meter=${meter.key}&from=${start.toISOString()}&to=${end.toISOString()}`;
  const bar = progress('minutes counted', Number(expectedMinutes));
  const total = await eventually('all events are counted', async () => {
    const found = String(made(await api.get(path)).body.total);
    bar.to(Number(found));
    return Number(found) >= Number(expectedMinutes) ? found : undefined;
  });
  bar.done();
  report.check('minutes counted', total, expectedMinutes);
};
