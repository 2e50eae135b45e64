import { MeterlineClient } from '../../../client/index.ts';

/** An application that records usage and goes on living: to be ended from outside.
 *  `<url> <key> <spool> <type> <customer> <time> <count>`; says `recorded` when it has recorded all. */
const [, , url = '', apiKey = '', path = '', type = '', subject = '', time = '', count = ''] = process.argv;

const meter = new MeterlineClient({
  url,
  apiKey,
  source: 'e2e',
  maxBatchEvents: 20,
  maxRequests: 2,
  retryCapMs: 500,
  spool: { path },
});
for (let n = 0; n < Number(count); n++) meter.record({ type, subject, time, data: { units: '0.1' } });
process.stdout.write('recorded\n');
setInterval(() => {
  const { accepted, duplicates } = meter.stats();
  process.stdout.write(`${accepted + duplicates}\n`);
}, 10);
