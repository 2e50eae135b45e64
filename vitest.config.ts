import { defineConfig } from 'vitest/config';

/** Node.js 20 goes on working with the SDK that is installed: what the SDK says about its end is of no use in a report of tests. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Without a deployed stack: files share a process. */
const inProcess = {
  isolate: false,
  testTimeout: 30_000,
  setupFiles: ['test/fresh-start.ts'],
  env: {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_DEV: 'false',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  },
};

/** Random runs of whole stages, deliveries and documents of full size, and commands in processes of their own: seconds each. */
const laws = [
  'test/bin/command.test.ts',
  'test/functions/collect/collection.test.ts',
  'test/functions/invoice/{close/close,come-back,late-usage,long-invoice,refused,subscription-start}.test.ts',
  'test/functions/invoice/{credit/ledger,credit-note/family-notes,export/exports.handler,late/earlier-billing-service,standing/later-store}.test.ts',
  'test/functions/invoice/{print/print-pdf,simulation/simulation.handler}.test.ts',
  'test/functions/meter/{consumer.fold,exactly-once}.test.ts',
];

export default defineConfig({
  test: {
    // End to end, most of the time is waiting.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/browser/**', 'test/lib/**', ...laws],
          ...inProcess,
        },
      },
      { test: { name: 'laws', include: laws, ...inProcess } },
      { test: { name: 'infrastructure', include: ['test/lib/**/*.test.ts'], ...inProcess } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/setup.ts'],
          // Pages of the documents: more at once would only wait for each other.
          maxConcurrency: 3,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 600_000 } },
    ],
  },
});
