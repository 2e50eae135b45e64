import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { requireCustomer } from '../catalog/customer/customer-store.ts';
import { customerId } from '../kernel/ids.ts';
import { environment } from '../platform/environment.ts';
import { log } from '../platform/log.ts';
import { metrics } from '../platform/metrics.ts';
import { tableOf } from '../platform/table/tables.ts';
import { busHandler } from '../platform/task.ts';
import { parse } from '../platform/validation.ts';
import { metricNames, sellerVariable } from './contract.ts';
import { letterOf } from './letter.ts';
import { sendMail } from './mail-gateway.ts';
import { type News, newsSchema } from './news-wire.ts';

/** Seconds that an announcement is remembered, so that it is not mailed twice. The bus may repeat it for hours, and a stage may
 *  announce it again after days. */
const rememberedSeconds = 30 * 24 * 3600;

export const handler = busHandler(z.record(z.string(), z.unknown()), async (detail, type, context) => {
  await once(context)(parse(newsSchema, { ...detail, type }));
});

/** Sends one mail for an announcement, however often it is delivered: Powertools remembers its id. */
const once = (lambdaContext: Context) =>
  makeIdempotent(mail, {
    persistenceStore: new DynamoDBPersistenceLayer({ tableName: tableOf('idempotency') }),
    config: new IdempotencyConfig({
      eventKeyJmesPath: 'eventId',
      throwOnNoIdempotencyKey: true,
      expiresAfterSeconds: rememberedSeconds,
      lambdaContext,
    }),
  });

type Mailed = { readonly outcome: 'sent' | 'no_address' };

const mail = async (news: News): Promise<Mailed> => {
  const { type, eventId } = news;
  const customer = await requireCustomer(customerId(news.customerId));
  if (customer.email === null) {
    log.warn('customer without an e-mail address', { customerId: customer.id, type, eventId });
    count(metricNames.noEmail);
    return { outcome: 'no_address' };
  }
  const messageId = await sendMail(customer.email, letterOf(news, customer, environment(sellerVariable)));
  log.info('mail sent', { customerId: customer.id, type, eventId, messageId });
  count(metricNames.sent);
  return { outcome: 'sent' };
};

const count = (name: string): void => {
  metrics.addMetric(name, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
};
