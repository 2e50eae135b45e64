import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, SQSEvent } from 'aws-lambda';
import type { Meter } from '../functions/catalog/meter/meter.ts';
import { contentHash } from '../functions/ingest/content-hash.ts';
import { packMessages } from '../functions/ingest/message.ts';
import type { JsonObject, UsageEvent } from '../functions/ingest/usage-event.ts';
import { customerId, meterKey } from '../functions/kernel/ids.ts';
import type { Instant } from '../functions/kernel/instant.ts';
import { fromMilliseconds, plusMilliseconds } from '../functions/kernel/instant.ts';
import { httpEvent } from '../test/functions/platform/http-event.ts';

/** Minutes of video by resolution: a sum over three groups. */
export const meter: Meter = {
  key: meterKey('transcoding_minutes'),
  name: 'Video transcoding',
  eventType: 'transcoding.completed',
  measure: { aggregation: 'sum', valueProperty: 'minutes' },
  groupBy: ['resolution'],
  filters: [],
  createdAt: fromMilliseconds(0),
  archivedAt: null,
};

export interface Load {
  readonly events: number;
  /** That take turns. */
  readonly customers: number;
  /** That the events of a customer fall in; at most three. */
  readonly groups: number;
  readonly now: Instant;
}

const resolutions = ['SD', 'HD', '4K'] as const;
/** Milliseconds from one event to the next. */
const pause = 137;

/** Never sent before; about 220 bytes in JSON, of which the random id is what does not compress. */
/** The customers of all loads. */
export const customers = Array.from({ length: 10 }, (_, n) => customerId(`cust_${1000 + n}`));

const newEvents = ({ events, customers: many, groups, now }: Load): readonly UsageEvent[] =>
  Array.from({ length: events }, (_, at) => {
    const data: JsonObject = {
      minutes: `${(at % 60) + 1}.5`,
      resolution: resolutions[Math.floor(at / many) % groups] ?? 'SD',
    };
    const customer = customerId(`cust_${1000 + (at % many)}`);
    const content = { type: meter.eventType, customer, data };
    return {
      source: 'transcoder',
      id: `req_${randomUUID()}`,
      ...content,
      time: plusMilliseconds(now, -at * pause),
      hash: contentHash(content),
    };
  });

/** A request to `POST /v1/events` as API Gateway hands it on. */
export const request = (load: Load): APIGatewayProxyEvent => {
  const body = newEvents(load).map(({ source, id, type, customer, time, data }) => ({
    ...{ specversion: '1.0', id, source, type, subject: customer, time, data },
  }));
  return httpEvent({
    route: 'POST /events',
    caller: { kind: 'key', keyId: 'key_1', scopes: ['ingest'] },
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
};

/** A delivery of these message bodies. */
export const delivery = (bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, at) => ({
    ...{
      messageId: `message-${at}`,
      body,
      receiptHandle: '',
      messageAttributes: {},
      md5OfBody: '',
      awsRegion: 'us-east-1',
    },
    ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Events' },
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
  })),
});

/** A delivery of one message (two, where the events do not fit into one). */
export const newDelivery = (load: Load): SQSEvent => delivery(packMessages(newEvents(load)));
