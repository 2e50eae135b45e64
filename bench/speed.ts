import { handler as takeEvents } from '../functions/ingest/events.handler.ts';
import { fromMilliseconds } from '../functions/kernel/instant.ts';
import { handler as consume } from '../functions/meter/count/consumer.handler.ts';
import { invocation } from './lambda.ts';
import { quietly } from './quietly.ts';
import type { Stub } from './stub.ts';
import { type Load, newDelivery, request } from './workload.ts';

export const sizes = [1, 100, 1000] as const;

/** Events a run: enough that a run takes some tenths of a second. */
const eventsPerRun = 10_000;
const mostCalls = 100;
const warmUps = 3;
const runs = 7;

/** Microseconds of this process an event, by events a message, without what the other side takes. */
export interface Speed {
  readonly ingest: readonly number[];
  readonly consumer: readonly number[];
}

export const measureSpeed = async (stub: Stub): Promise<Speed> => {
  const speed: { [Stage in keyof Speed]: number[] } = { ingest: [], consumer: [] };
  // The largest first: they warm the code up for the others.
  for (const events of sizes.toReversed()) {
    speed.ingest.unshift(await median(stub, events, prepareRequest));
    speed.consumer.unshift(await median(stub, events, prepareDelivery));
  }
  return speed;
};

type Call = () => Promise<void>;

const prepareRequest = (load: Load): Call => {
  const event = request(load);
  return async () => {
    const { statusCode, body } = await takeEvents(event, invocation());
    if (statusCode !== 202) throw new TypeError(`ingest answered ${statusCode}: ${body}`);
  };
};

const prepareDelivery = (load: Load): Call => {
  const event = newDelivery(load);
  return async () => {
    const { batchItemFailures } = await consume(event, invocation());
    if (batchItemFailures.length > 0) throw new TypeError('the consumer gave messages back');
  };
};

const median = async (stub: Stub, events: number, prepare: (load: Load) => Call): Promise<number> => {
  const found: number[] = [];
  for (let run = 0; run < warmUps + runs; run++) {
    const calls = Array.from({ length: Math.min(mostCalls, eventsPerRun / events) }, () =>
      prepare({ events, customers: 1, groups: 3, now: fromMilliseconds(Date.now()) }),
    );
    const used = await cpuOf(calls);
    if (run >= warmUps) found.push(used / (calls.length * events));
    await stub.takeMessages();
  }
  return found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? Number.NaN;
};

/** Microseconds; one call after the other, as in a container. */
const cpuOf = async (calls: readonly Call[]): Promise<number> => {
  const { result } = await quietly(async () => {
    const before = process.cpuUsage();
    for (const call of calls) await call();
    return process.cpuUsage(before);
  });
  return result.user + result.system;
};
