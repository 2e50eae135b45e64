import { handler as takeEvents } from '../functions/ingest/events.handler.ts';
import { fromMilliseconds } from '../functions/kernel/instant.ts';
import { handler as consume } from '../functions/meter/count/consumer.handler.ts';
import { type FunctionSettings, settingsOf } from './functions.ts';
import { type Invocation, invoke } from './invoke.ts';
import { invocation } from './lambda.ts';
import { prices } from './prices.ts';
import type { Stub } from './stub.ts';
import { sqsRequests, type Tally, total } from './tally.ts';
import { delivery, request } from './workload.ts';

/** How a million events come. */
export interface Scenario {
  readonly name: string;
  readonly eventsPerRequest: number;
  /** That the events of a request are of. */
  readonly customers: number;
  /** Counters that the events of a customer go to. */
  readonly groups: number;
  /** Requests that wait in the queue together: one in a quiet stack, more in a busy one. */
  readonly requestsPerDelivery: number;
  readonly deliveries: number;
}

const scenario = (eventsPerRequest: number, deliveries: number, change: Partial<Scenario> = {}): Scenario => ({
  name: eventsPerRequest.toLocaleString('en'),
  eventsPerRequest,
  customers: 1,
  groups: 1,
  requestsPerDelivery: 1,
  deliveries,
  ...change,
});

export const scenarios: readonly Scenario[] = [
  scenario(1, 40),
  scenario(1, 2, { name: '1, a hundred requests in the queue', requestsPerDelivery: 100 }),
  scenario(10, 20),
  scenario(100, 15),
  scenario(100, 15, { name: '100, in three groups', groups: 3 }),
  scenario(100, 10, { name: '100, of ten customers', customers: 10 }),
  scenario(100, 4, { name: '100, ten requests in the queue', requestsPerDelivery: 10 }),
  scenario(1000, 5),
];

/** USD for a million events, by what AWS bills. */
export interface Cost {
  readonly apiGateway: number;
  readonly lambda: number;
  readonly sqs: number;
  readonly writes: number;
  readonly reads: number;
  readonly logs: number;
  readonly traces: number;
}

export interface Estimate {
  readonly scenario: Scenario;
  readonly cost: Cost;
  readonly total: number;
  readonly writeUnitsPerEvent: number;
  /** Bytes that stay, of claims and of the event log. */
  readonly claimBytesPerEvent: number;
  readonly logBytesPerEvent: number;
}

/** Runs the real handlers and counts. Not counted: cold starts, and what costs the same without events (README). */
export const estimateAll = async (stub: Stub, prepare: () => Promise<void>): Promise<readonly Estimate[]> => {
  const settings = { ingest: settingsOf('IngestTakeEvents'), consumer: settingsOf('MeterConsumer') };
  await stub.answerAsSlowlyAsAws();
  const estimates: Estimate[] = [];
  for (const each of scenarios) {
    await stub.forget();
    await prepare();
    await deliver(stub, each);
    await stub.takeTally();
    estimates.push(await estimate(stub, each, settings));
  }
  return estimates;
};

interface Settings {
  readonly ingest: FunctionSettings;
  readonly consumer: FunctionSettings;
}

const estimate = async (stub: Stub, scenario: Scenario, settings: Settings): Promise<Estimate> => {
  const runs: Delivered[] = [];
  for (let run = 0; run < scenario.deliveries; run++) runs.push(await deliver(stub, scenario));
  const tally = await stub.takeTally();
  const stored = await stub.stored();
  const eventsPerDelivery = scenario.eventsPerRequest * scenario.requestsPerDelivery;
  const events = eventsPerDelivery * runs.length;
  const cost = priceOf(runs, tally, settings, 1_000_000 / events);
  return {
    scenario,
    cost,
    total: Object.values(cost).reduce((sum, part) => sum + part, 0),
    writeUnitsPerEvent: total(tally).writeUnits / events,
    claimBytesPerEvent: stored.claims / (events + eventsPerDelivery),
    logBytesPerEvent: stored.log / (events + eventsPerDelivery),
  };
};

interface Delivered {
  readonly ingest: readonly Invocation[];
  readonly consumer: Invocation;
  /** Of SQS: to receive the messages, and to delete them. */
  readonly sqsRequests: number;
}

const deliver = async (
  stub: Stub,
  { eventsPerRequest, customers, groups, requestsPerDelivery }: Scenario,
): Promise<Delivered> => {
  const ingest: Invocation[] = [];
  for (let at = 0; at < requestsPerDelivery; at++) {
    const event = request({ events: eventsPerRequest, customers, groups, now: fromMilliseconds(Date.now()) });
    ingest.push(await invoke(() => takeEvents(event, invocation())));
  }
  const bodies = await stub.takeMessages();
  const event = delivery(bodies);
  const consumer = await invoke(() => consume(event, invocation()));
  return { ingest, consumer, sqsRequests: receiving(bodies) };
};

/** Lambda receives, and deletes, ten messages a call. */
const receiving = (bodies: readonly string[]): number => {
  let requests = 0;
  for (let at = 0; at < bodies.length; at += 10) {
    requests += sqsRequests(Buffer.byteLength(bodies.slice(at, at + 10).join(''))) + 1;
  }
  return requests;
};

/** What API Gateway's access log says of a request. */
const accessLogBytes = 350;

/** X-Ray samples one request a second and 5 % of the others. */
const tracedShare = 0.05;

const priceOf = (runs: readonly Delivered[], tally: Tally, settings: Settings, times: number): Cost => {
  const ingest = runs.flatMap((run) => run.ingest);
  const consumer = runs.map((run) => run.consumer);
  const lambda =
    (ingest.length + consumer.length) * prices.lambdaRequest +
    (gigabyteSeconds(ingest, settings.ingest) + gigabyteSeconds(consumer, settings.consumer)) *
      prices.lambdaGigabyteSecond;
  const logBytes =
    logBytesOf(ingest, settings.ingest) + logBytesOf(consumer, settings.consumer) + ingest.length * accessLogBytes;
  const received = runs.reduce((sum, run) => sum + run.sqsRequests, 0);
  const cost = {
    apiGateway: ingest.length * prices.apiGatewayRequest,
    lambda,
    sqs: (total(tally, 'sqs').requests + received) * prices.sqsRequest,
    writes: total(tally).writeUnits * prices.writeUnit,
    reads: total(tally).readUnits * prices.readUnit,
    logs: (logBytes / 1e9) * prices.logsGigabyte,
    traces: ingest.length * tracedShare * prices.trace,
  };
  return {
    apiGateway: cost.apiGateway * times,
    lambda: cost.lambda * times,
    sqs: cost.sqs * times,
    writes: cost.writes * times,
    reads: cost.reads * times,
    logs: cost.logs * times,
    traces: cost.traces * times,
  };
};

const logBytesOf = (invocations: readonly Invocation[], { systemLogBytes }: FunctionSettings): number =>
  invocations.reduce((bytes, { logBytes }) => bytes + logBytes + systemLogBytes, 0);

/** Megabytes of a Lambda function with one whole CPU. */
const wholeCpu = 1769;

/** A smaller function has less of a CPU: what is computed here in a millisecond takes it longer. */
const gigabyteSeconds = (invocations: readonly Invocation[], { memory }: FunctionSettings): number => {
  const stretch = Math.max(1, wholeCpu / memory) - 1;
  const milliseconds = invocations.map(({ wall, cpu }) => Math.ceil(wall + cpu * stretch));
  return (milliseconds.reduce((sum, one) => sum + one, 0) / 1000) * (memory / 1024);
};
