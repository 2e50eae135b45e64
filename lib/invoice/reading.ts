import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { windowMinutesVariable } from '../../functions/catalog/contract.ts';
import { invoiceRoutes } from '../../functions/invoice/document/invoice-routes.ts';
import { evidenceRoutes } from '../../functions/invoice/evidence/evidence-routes.ts';
import { exportRoutes } from '../../functions/invoice/export/export-routes.ts';
import { onErrors } from '../stage/alarms.ts';
import type { StageProps } from '../stage/stage.ts';
import { memoryForInvoices, StageFunction } from '../stage/stage-function.ts';
import { letPrint } from './printer.ts';

/** API Gateway waits no longer for an answer. */
const timeout = Duration.seconds(29);

const alarm = onErrors('Invoice reading errors');

/** Answers the HTTP routes that read invoices: as JSON, page and PDF, the events behind their lines, and the CSV files for
 *  accounting.
 *  @param printer makes the PDFs */
export const answerReaders = (scope: Construct, props: StageProps, printer: StageFunction): void => {
  answerInvoices(scope, props, printer);
  answerEvidence(scope, props);
  answerExports(scope, props);
};

const answerInvoices = (scope: Construct, { config, storage, api }: StageProps, printer: StageFunction): void => {
  const handler = new StageFunction(scope, 'Api', {
    handler: 'invoice/document/api',
    alarm,
    timeout,
    memorySize: memoryForInvoices,
  });
  letPrint(handler, printer, config);
  storage.open(handler, 'invoices', 'GetItem');
  storage.openIndex(handler, 'invoices', 'list');
  storage.openIndex(handler, 'invoices', 'customer');
  api.serve(handler, invoiceRoutes);
};

const answerEvidence = (scope: Construct, { config, storage, api }: StageProps): void => {
  const handler = new StageFunction(scope, 'Evidence', {
    handler: 'invoice/evidence/evidence',
    alarm,
    timeout,
    memorySize: memoryForInvoices,
    environment: { [windowMinutesVariable]: String(config.usageWindowMinutes) },
  });
  storage.open(handler, 'invoices', 'GetItem');
  storage.open(handler, 'catalog', 'GetItem');
  storage.open(handler, 'log', 'Query', 'GetItem');
  api.serve(handler, evidenceRoutes);
};

const answerExports = (scope: Construct, { storage, api }: StageProps): void => {
  const handler = new StageFunction(scope, 'Exports', {
    handler: 'invoice/export/exports',
    alarm,
    timeout,
    memorySize: memoryForInvoices,
  });
  storage.open(handler, 'invoices', 'GetItem', 'Query');
  storage.openIndex(handler, 'invoices', 'issued');
  api.serve(handler, exportRoutes);
};
