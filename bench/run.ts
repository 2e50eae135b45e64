import './no-node-warning.ts';

import { createMeter } from '../functions/catalog/meter/meter-store.ts';
import { putItem } from '../functions/catalog/table/item-store.ts';
import { customerItem } from '../functions/catalog/table/keys.ts';
import { type Closing, closingRows, hoursUsed, measureClosings } from './closing.ts';
import { coldImport } from './cold-import.ts';
import { type Estimate, estimateAll } from './cost.ts';
import { type Limit, limitOf, rushes } from './hot-customer.ts';
import { traceId } from './lambda.ts';
import { prices } from './prices.ts';
import { measureSpeed, type Speed, sizes } from './speed.ts';
import { Stub } from './stub.ts';
import { table } from './table.ts';
import { customers, meter } from './workload.ts';

const environment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  CLAIMS_TABLE: 'claims',
  LOG_TABLE: 'log',
  USAGE_TABLE: 'usage',
  CATALOG_TABLE: 'catalog',
  BUS_NAME: 'bus',
  _X_AMZN_TRACE_ID: traceId,
  MAX_EVENT_AGE_DAYS: '35',
  CLAIM_RETENTION_DAYS: '400',
  LEASE_SECONDS: '60',
  USAGE_WINDOW_MINUTES: '60',
  INVOICES_TABLE: 'invoices',
  GRACE_HOURS: '1',
  INVOICE_PREFIX: 'INV',
  AUTO_FINALIZE: 'true',
  ZERO_INVOICES: 'issue',
  SELLER: JSON.stringify({ name: 'Seller', address: [], email: null, taxIds: [], legalText: null }),
};

const speedTable = ({ ingest, consumer }: Speed): string =>
  table(
    ['CPU an event, µs', ...sizes.map((size) => `${size.toLocaleString('en')} a message`), 'goal, from 100 on'],
    [
      ['ingest', ...ingest.map((value) => value.toFixed(1)), '20'],
      ['consumer', ...consumer.map((value) => value.toFixed(1)), '60'],
    ],
  );

const costTable = (estimates: readonly Estimate[]): string =>
  table(
    [
      'events a request',
      'write units an event',
      ...['API Gateway', 'Lambda', 'SQS', 'DynamoDB'],
      'logs, traces',
      'USD',
    ],
    estimates.map(({ scenario, cost, writeUnitsPerEvent, total }) => [
      scenario.name,
      writeUnitsPerEvent.toFixed(2),
      ...[cost.apiGateway, cost.lambda, cost.sqs, cost.writes + cost.reads, cost.logs + cost.traces].map((usd) =>
        usd.toFixed(3),
      ),
      `**${total.toFixed(2)}**`,
    ]),
  );

const storageTable = (estimates: readonly Estimate[]): string =>
  table(
    ['events a request', 'claim, bytes', 'log, bytes', 'USD a million and month'],
    estimates.map(({ scenario, claimBytesPerEvent, logBytesPerEvent }) => [
      scenario.name,
      claimBytesPerEvent.toFixed(0),
      logBytesPerEvent.toFixed(0),
      (((claimBytesPerEvent + logBytesPerEvent) / 1000) * prices.storedGigabyteMonth).toFixed(3),
    ]),
  );

const importTable = (handlers: readonly string[]): string =>
  table(
    ['cold start', 'bundle, KB', 'import, ms'],
    handlers
      .map(coldImport)
      .map(({ handler, bytes, milliseconds }) => [handler, (bytes / 1000).toFixed(0), milliseconds.toFixed(0)]),
  );

const reasons = {
  conflict: 'transactions of the same counter',
  counters: 'the partition of the counters',
  log: 'the partition of the log',
} as const;

const limitTable = (limits: readonly Limit[]): string =>
  table(
    ['events a commit', 'shards', 'events a second', 'beyond, most are turned away by'],
    limits.map(({ rush, eventsPerSecond, by }) => [
      rush.eventsPerCommit.toLocaleString('en'),
      String(rush.shards),
      (Math.floor(eventsPerSecond / 100) * 100).toLocaleString('en'),
      reasons[by],
    ]),
  );

const closingTable = (closings: readonly Closing[]): string =>
  table(
    ['CPU a closed subscription, ms', ...hoursUsed.map((hours) => `${hours * 3} counters and events`)],
    closingRows(closings),
  );

const stub = await Stub.start();
try {
  Object.assign(process.env, environment, {
    AWS_ENDPOINT_URL: stub.endpoint,
    EVENT_QUEUE_URL: `${stub.endpoint}/Events`,
    DEAD_LETTER_QUEUE_URL: `${stub.endpoint}/DeadLetters`,
  });
  // The consumer asks for the customers of its events, and announces those that are not there.
  const prepare = async () => {
    await createMeter(meter);
    for (const customer of customers) await putItem({ ...customerItem(customer), id: customer });
  };
  await prepare();
  process.stdout.write(`${speedTable(await measureSpeed(stub))}\n\n`);
  const estimates = await estimateAll(stub, prepare);
  process.stdout.write(`${costTable(estimates)}\n\n${storageTable(estimates)}\n\n`);
  process.stdout.write(`${importTable(['ingest/events', 'meter/count/consumer'])}\n\n`);
  process.stdout.write(`${closingTable(await measureClosings(stub))}\n\n`);
  const limits: Limit[] = [];
  for (const rush of rushes) limits.push(await limitOf(rush));
  process.stdout.write(`${limitTable(limits)}\n`);
} finally {
  stub.stop();
}
