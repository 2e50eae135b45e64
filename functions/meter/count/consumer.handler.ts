import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { countingAt, type Meter } from '../../catalog/meter/meter.ts';
import { recordConflicts } from '../../ingest/conflict-store.ts';
import { latePolicies, latePolicyVariable } from '../../ingest/contract.ts';
import { judgeEvent } from '../../ingest/judge-event.ts';
import { packMessages, unpackMessage } from '../../ingest/message.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import { backOff } from '../../platform/back-off.ts';
import { wallClock } from '../../platform/clock.ts';
import { environmentChoice, environmentNumber } from '../../platform/environment.ts';
import { log } from '../../platform/log.ts';
import { countFailure, metrics } from '../../platform/metrics.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { claimRetentionVariable, leaseVariable } from '../contract.ts';
import { newBatchId } from '../counter/batch-id.ts';
import type { CountableEvent } from '../counter/countings.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import { type Consumption, consume } from './consume.ts';
import { countingStore } from './counting-store.ts';
import { currentMeters } from './current-meters-service.ts';
import { sendToDeadLetters } from './dead-letter-queue.ts';
import { listByHour } from './hourly-list-store.ts';
import { knownCustomers } from './known-customers-store.ts';
import { type Logged, noticesOf } from './notices.ts';

const consumer = () => ({
  store: countingStore(dynamo, {
    claims: tableOf('claims'),
    log: tableOf('log'),
    usage: tableOf('usage'),
    claimDays: environmentNumber(claimRetentionVariable),
  }),
  windowMinutes: windowMinutes(),
  clock: wallClock,
  newBatch: () => newBatchId(wallClock()),
  backOff,
  lease: environmentNumber(leaseVariable) * 1000,
  latePolicy: environmentChoice(latePolicyVariable, latePolicies),
  report: (error: unknown) => {
    log.error('batch failed', { error });
    countFailure();
  },
});

/** Milliseconds that a batch of 1,000 events may take: a third of the function's time, which is half of the lease. */
const batchTime = (): number => (environmentNumber(leaseVariable) * 1000) / 6;

/** Counts what the queue delivers. It answers with the messages that have to come again; all others leave the queue. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics))
  .handler(async ({ Records }, context) => {
    const messages = await Promise.all(Records.map(readMessage));
    const metersOf = await currentMeters();
    const hasTime = () => context.getRemainingTimeInMillis() > batchTime();
    const consumption = await consume(
      { ...consumer(), metersOf, hasTime },
      messages.flatMap(({ events }) => events),
    );
    await settle(consumption, metersOf);
    metrics.addMetadata('function_request_id', context.awsRequestId);
    const undecided = new Set(consumption.undecided);
    const failed = messages.filter(({ events }) => events.some((event) => undecided.has(event)));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });

interface Message {
  readonly messageId: string;
  readonly events: readonly UsageEvent[];
}

/** The events of a message. One that nobody can read becomes a dead letter. */
const readMessage = async ({ messageId, body }: SQSRecord): Promise<Message> => {
  try {
    return { messageId, events: unpackMessage(body) };
  } catch (error) {
    await sendToDeadLetters(body, 'unreadable_message', error instanceof Error ? error.message : 'unreadable');
    return { messageId, events: [] };
  }
};

/** Records what was not counted, before its message leaves the queue: if that fails, the whole delivery comes again. Then it
 *  writes the metrics, which are also the line of this delivery in the function's log. */
const settle = async (
  { counted, duplicates, conflicts, uncountable, late, undecided }: Consumption,
  metersOf: (type: string) => readonly Meter[],
): Promise<void> => {
  const now = wallClock();
  const logged = await inTheLog(counted, duplicates, metersOf);
  await Promise.all([
    recordConflicts(conflicts, 'meter', now),
    listByHour(noticesOf(logged), now),
    ...uncountable.flatMap(({ event, mistake }) =>
      packMessages([event]).map((body) => sendToDeadLetters(body, mistake.code, mistake.detail)),
    ),
    ...late.flatMap((event) => packMessages([event]).map((body) => sendToDeadLetters(body, 'late', lateDetail(event)))),
  ]);
  const fresh = logged.filter((one) => one.fresh);
  const numbers = {
    EventsCounted: counted.length,
    EventsDuplicate: duplicates.length,
    EventsConflicting: conflicts.length,
    EventsUncountable: uncountable.length,
    EventsLateRefused: late.length,
    EventsUndecided: undecided.length,
    EventsUnmatched: fresh.filter(({ hasMeter }) => !hasMeter).length,
    EventsUnreadable: fresh.filter(({ unreadable }) => unreadable.length > 0).length,
    EventsOfUnknownCustomers: fresh.filter(({ hasCustomer }) => !hasCustomer).length,
  };
  // Zeros are left out: a metric without data counts as zero, and each would be a tenth of the line.
  for (const [name, value] of Object.entries(numbers)) {
    if (value > 0 || name === 'EventsCounted') metrics.addMetric(name, MetricUnit.Count, value);
  }
};

/** The events of a delivery that are in the log now, with what there is to know about them. */
const inTheLog = async (
  counted: readonly CountableEvent[],
  duplicates: readonly UsageEvent[],
  metersOf: (type: string) => readonly Meter[],
): Promise<readonly Logged[]> => {
  const events = [
    ...counted.map(({ event, unreadable }) => ({ event, unreadable, fresh: true })),
    ...duplicates.map((event) => ({
      ...{
        event,
        fresh: false,
        unreadable: judgeEvent(event, countingAt(metersOf(event.type), event.time)).unreadable,
      },
    })),
  ];
  const customers = await knownCustomers(events.map(({ event }) => event.customer));
  return events.map((one) => ({
    ...{
      ...one,
      hasMeter: countingAt(metersOf(one.event.type), one.event.time).length > 0,
      hasCustomer: customers.has(one.event.customer),
    },
  }));
};

const lateDetail = ({ time, customer }: UsageEvent): string =>
  `${time} is in a closed period of "${customer}", and late events are refused.`;
