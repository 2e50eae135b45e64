/** The environment variable that holds the name of each table. `lib/storage.ts` sets it on every function that may use
 *  the table. */
export const tableVariables = {
  claims: 'CLAIMS_TABLE',
  log: 'LOG_TABLE',
  usage: 'USAGE_TABLE',
  catalog: 'CATALOG_TABLE',
  invoices: 'INVOICES_TABLE',
  payments: 'PAYMENTS_TABLE',
  access: 'ACCESS_TABLE',
  idempotency: 'IDEMPOTENCY_TABLE',
} as const;

export type TableName = keyof typeof tableVariables;
