import { IdempotencyConfig } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { makeHandlerIdempotent } from '@aws-lambda-powertools/idempotency/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { requireCustomer } from '../catalog/customer-store.ts';
import { customerId } from '../catalog/ids.ts';
import { environment } from '../platform/environment.ts';
import { log } from '../platform/log.ts';
import { metrics } from '../platform/metrics.ts';
import { tableOf } from '../platform/tables.ts';
import { busHandler } from '../platform/task.ts';
import { parse } from '../platform/validation.ts';
import { metricNames, sellerVariable } from './contract.ts';
import { letterOf } from './letter.ts';
import { send } from './mail-store.ts';
import { newsSchema } from './news.ts';

/** Deliveries of one announcement lie hours apart at most. */
const rememberedSeconds = 30 * 24 * 3600;

/** One mail for each announcement, however often it is delivered. */
const once = makeHandlerIdempotent({
  persistenceStore: new DynamoDBPersistenceLayer({ tableName: tableOf('idempotency') }),
  config: new IdempotencyConfig({
    eventKeyJmesPath: 'detail.eventId',
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: rememberedSeconds,
  }),
});

export const handler = busHandler(z.record(z.string(), z.unknown()), async (detail, type) => {
  const news = parse(newsSchema, { ...detail, type });
  const customer = await requireCustomer(customerId(news.customerId));
  if (customer.email === null) {
    log.warn('customer without an e-mail address', { customerId: customer.id, type, eventId: news.eventId });
    count(metricNames.noEmail);
    return;
  }
  const messageId = await send(customer.email, letterOf(news, customer, environment(sellerVariable)));
  log.info('mail sent', { customerId: customer.id, type, eventId: news.eventId, messageId });
  count(metricNames.sent);
}).use(once);

const count = (name: string): void => {
  metrics.addMetric(name, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
};
