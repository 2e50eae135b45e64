import type { APIGatewayProxyEvent, SQSEvent } from 'aws-lambda';
import { customerId, meterKey } from '../functions/catalog/ids.ts';
import type { Instant } from '../functions/catalog/instant.ts';
import { fromMilliseconds } from '../functions/catalog/instant.ts';
import type { Meter } from '../functions/catalog/meter.ts';
import { contentHash } from '../functions/ingest/content-hash.ts';
import { packMessages } from '../functions/ingest/message.ts';
import type { JsonObject, UsageEvent } from '../functions/ingest/usage-event.ts';
import { httpEvent } from '../test/functions/platform/http-event.ts';

/** Minutes of video by resolution: a sum over three groups. */
export const meter: Meter = {
  key: meterKey('transcoding_minutes'),
  name: 'Video transcoding',
  eventType: 'transcoding.completed',
  measure: { aggregation: 'sum', valueProperty: 'minutes' },
  groupBy: ['resolution'],
  createdAt: fromMilliseconds(0),
};

const resolutions = ['SD', 'HD', '4K'] as const;
let sent = 0;

const newId = (): string => {
  sent += 1;
  return `req_${sent.toString(36).padStart(10, '0')}`;
};

/** Never sent before; about 230 bytes in JSON.
 *  @param customers that take turns */
const newEvents = (count: number, customers: number, now: Instant): readonly UsageEvent[] =>
  Array.from({ length: count }, (_, at) => {
    const data: JsonObject = {
      minutes: `${(at % 60) + 1}.5`,
      resolution: resolutions[at % resolutions.length] ?? 'SD',
    };
    const customer = customerId(`cust_${1000 + (at % customers)}`);
    const content = { type: meter.eventType, customer, data };
    return { source: 'transcoder', id: newId(), ...content, time: now, hash: contentHash(content) };
  });

export interface Load {
  readonly events: number;
  readonly customers: number;
  readonly now: Instant;
}

/** A request to `POST /v1/events` as API Gateway hands it on. */
export const request = ({ events, customers, now }: Load): APIGatewayProxyEvent => {
  const body = newEvents(events, customers, now).map(({ source, id, type, customer, time, data }) => ({
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
export const newDelivery = ({ events, customers, now }: Load): SQSEvent =>
  delivery(packMessages(newEvents(events, customers, now)));
