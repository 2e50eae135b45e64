import { setTimeout as sleep } from 'node:timers/promises';
import { packMessages } from '../../functions/ingest/message.ts';
import { ApiClient, eventually } from '../../localstack/api-client.ts';
import { startLocal } from '../../localstack/start-local.ts';
import { killConsumers } from './consumer-kills.ts';
import { liveAsInProduction } from './production-times.ts';
import { QueueView, resourcesAt } from './queues.ts';
import { report } from './report.ts';
import {
  aggregations,
  chanceOf,
  chunks,
  contradicting,
  distinctEvents,
  expected,
  queued,
  type SoakEvent,
  shuffled,
} from './scenario.ts';

/** Distinct events; a hundredth more contradict, another hundredth are malformed, a tenth come twice. */
const total = Number(process.env.SOAK_EVENTS ?? 20_000);
const seed = Number(process.env.SOAK_SEED ?? 1);
const perRequest = 100;
/** Requests that are under way at once. */
const lanes = 4;
/** Seconds until it is given up. */
const patience = 480;

const type = 'soak.used';
const customers = ['soak_a', 'soak_b', 'soak_c', 'soak_d', 'soak_busy'];
const keyOf = (aggregation: string): string => `soak_${aggregation}`;

const giveUp = setTimeout(() => {
  process.stderr.write(`not done within ${patience} s\n`);
  process.exit(1);
}, patience * 1000);

const local = await startLocal({ fresh: true });
const api = new ApiClient(`${local.apiUrl}/v1`, local.adminKey);
const resource = await resourcesAt(local.endpoint);
const queue = new QueueView(local.endpoint, resource('IngestEvents', 'AWS::SQS::Queue'));
const deadLetters = new QueueView(local.endpoint, resource('IngestDeadLetters', 'AWS::SQS::Queue'));
const consumer = resource('MeterConsumer', 'AWS::Lambda::Function');
const chance = chanceOf(seed);
await liveAsInProduction(local.endpoint, consumer, resource('IngestEvents', 'AWS::SQS::Queue'));

const setUp = async (): Promise<void> => {
  for (const aggregation of aggregations) {
    const valueProperty =
      aggregation === 'count' ? {} : { valueProperty: aggregation === 'unique_count' ? 'user' : 'units' };
    await api.post('/meters', { key: keyOf(aggregation), eventType: type, aggregation, ...valueProperty });
  }
  await api.put('/customers/soak_busy/shards', { shards: 4 });
};

const sent = { requests: 0, accepted: 0, duplicates: 0, rejected: new Map<string, number>(), again: 0 };

/** Until the API has taken it: what is refused as a whole for want of a function is sent again, as a client does. */
const send = async (events: readonly object[]): Promise<void> => {
  for (;;) {
    const answer = await api.post('/events', events);
    if (answer.status >= 500) {
      sent.again += 1;
      await sleep(200);
      continue;
    }
    sent.requests += 1;
    sent.accepted += Number(answer.body.accepted ?? 0);
    const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
    sent.duplicates += list(answer.body.duplicates).length;
    for (const refusal of list(answer.body.rejected)) {
      const code = JSON.stringify(refusal).match(/"code":"([^"]+)"/)?.[1] ?? '';
      sent.rejected.set(code, (sent.rejected.get(code) ?? 0) + 1);
    }
    return;
  }
};

const sendAll = async (requests: readonly (readonly object[])[]): Promise<void> => {
  const waiting = [...requests];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await send(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};

const strangeCustomer = 'soak_strange';

/** Malformed: half at the door, a quarter in the queue that no one can read, a quarter that only a count can. */
const malformed = (events: readonly SoakEvent[]) => {
  const many = Math.floor(total / 400);
  const strange = (event: SoakEvent, n: number): SoakEvent => ({
    ...event,
    id: `strange_${n}`,
    subject: strangeCustomer,
    data: { ...event.data, units: 'many' },
  });
  return {
    atTheDoor: events
      .slice(0, 2 * many)
      .map((event, n) => (n % 2 === 0 ? { ...event, time: 'noon' } : { ...event, id: '' })),
    unreadable: events.slice(0, many).map((_, n) => (n % 2 === 0 ? `no message ${n}` : `{"version":9,"n":${n}}`)),
    uncountable: events.slice(0, many).map((event, n) => packMessages([queued(strange(event, n))])[0] ?? ''),
  };
};

const isOver = async (): Promise<true | undefined> => {
  const { waiting, underway } = await queue.depth();
  return waiting + underway === 0 ? true : undefined;
};

const play = async (): Promise<void> => {
  await setUp();
  const events = distinctEvents(total, customers, type, chance, Date.now());
  const twice = shuffled(events, chance).slice(0, Math.floor(total / 10));
  const [first, second] = [events.slice(0, total / 2), events.slice(total / 2)];
  const contradicted = first.slice(0, Math.floor(total / 100));
  const bad = malformed(events);

  report.chapter(`${total} events of ${customers.length} customers, while consumers are killed`);
  const stop = killConsumers(consumer, local.endpoint, chance);
  await sendAll(chunks(shuffled([...first, ...twice.filter((event) => first.includes(event))], chance), perRequest));
  await eventually(
    'those to contradict are claimed',
    async () => {
      const answer = await api.post('/events', contradicted);
      return Number(answer.body.accepted) === 0 && answer.status < 300 ? true : undefined;
    },
    120,
  );
  const [known, unknown] = [contradicted.filter((_, n) => n % 2 === 0), contradicted.filter((_, n) => n % 2 === 1)];
  await sendAll([...chunks(known.map(contradicting), perRequest), ...chunks(bad.atTheDoor, perRequest)]);
  for (const body of packMessages(unknown.map(contradicting).map(queued))) await queue.send(body);
  for (const body of [...bad.unreadable, ...bad.uncountable]) await queue.send(body);
  await sendAll(chunks(shuffled([...second, ...twice.filter((event) => second.includes(event))], chance), perRequest));
  report.line('requests', `${sent.requests}, and ${sent.again} sent again`);
  report.line('accepted, known to be duplicates', `${sent.accepted}, ${sent.duplicates}`);
  await sleep(10_000);
  const killed = await stop();
  report.line('consumers killed', String(killed));

  report.chapter('the queue runs empty');
  await eventually('the queue is empty', isOver, 360);
  report.check('messages in the queue', JSON.stringify(await queue.depth()), '{"waiting":0,"underway":0}');

  report.chapter('what a plain recount of the distinct events gives');
  await judge(events);

  report.chapter('what is refused, and why');
  report.check('contradicting, at the door', String(sent.rejected.get('conflict') ?? 0), String(known.length));
  const atTheDoor = [...sent.rejected.entries()].filter(([code]) => code !== 'conflict').map(([, count]) => count);
  report.check(
    'malformed, at the door',
    String(atTheDoor.reduce((sum, n) => sum + n, 0)),
    String(bad.atTheDoor.length),
  );
  const dead = await deadLetters.drain();
  const bodies = (code: string) =>
    JSON.stringify([...new Set(dead.filter((one) => one.code === code).map(({ body }) => body))].toSorted());
  const codes = [...new Set(dead.map(({ code }) => code))].toSorted().join(', ');
  report.check('codes of the dead letters', codes, 'unreadable_message');
  report.line('dead letters', `${dead.length} of ${bad.unreadable.length}; a killed consumer may say it twice`);
  report.check(
    'unreadable ones are those that were sent',
    String(bodies('unreadable_message') === JSON.stringify(bad.unreadable.toSorted())),
    'true',
  );
  const { body } = await api.get(usagePath(strangeCustomer, 'count'));
  report.check('what only a count can read, counted', String(body.total), String(bad.uncountable.length));
};

const usagePath = (customer: string, aggregation: Parameters<typeof keyOf>[0]): string => {
  const from = new Date(Date.now() - 60 * 3_600_000).toISOString();
  const to = new Date(Date.now() + 3_600_000).toISOString();
  return `/customers/${customer}/usage?meter=${keyOf(aggregation)}&from=${from}&to=${to}`;
};

const judge = async (events: readonly SoakEvent[]): Promise<void> => {
  for (const customer of customers) {
    const own = events.filter(({ subject }) => subject === customer);
    for (const aggregation of aggregations) {
      const { body } = await api.get(usagePath(customer, aggregation));
      report.check(`${customer} ${aggregation}`, String(body.total), expected(aggregation, own));
    }
  }
};

try {
  await play();
  report.chapter(report.wrong() === 0 ? 'all figures are right' : `${report.wrong()} figures are wrong`);
} finally {
  await local.stop();
  clearTimeout(giveUp);
}
process.exitCode = report.wrong() === 0 ? 0 : 1;
