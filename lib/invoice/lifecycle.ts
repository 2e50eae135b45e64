import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { windowMinutesVariable } from '../../functions/catalog/contract.ts';
import { prefixVariable, sellerVariable, zeroInvoicesVariable } from '../../functions/invoice/contract.ts';
import { lifecycleRoutes, manualLineRoutes } from '../../functions/invoice/lifecycle/lifecycle-routes.ts';
import { claimRetentionVariable } from '../../functions/meter/contract.ts';
import type { MeterlineConfig } from '../config.ts';
import { sellerIn } from '../seller.ts';
import { onErrors } from '../stage/alarms.ts';
import { letAnnounce, type StageProps } from '../stage/stage.ts';
import { memoryForInvoices, StageFunction } from '../stage/stage-function.ts';
import { letCalculateTax } from './tax-engine.ts';

/** The variables of every function that makes invoices final. */
export const finalizationVariables = (config: MeterlineConfig): Record<string, string> => ({
  [prefixVariable]: config.invoicePrefix,
  [sellerVariable]: sellerIn(config),
  [zeroInvoicesVariable]: config.zeroInvoices,
});

/** Answers the HTTP routes by which an operator changes invoices: finalize, void and pay them, and write lines by hand on a
 *  draft or in advance for a customer's next invoice. */
export class InvoiceLifecycle extends Construct {
  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    const { config, storage, api, bus } = props;
    const handler = new StageFunction(this, 'Changes', {
      handler: 'invoice/lifecycle/lifecycle',
      memorySize: memoryForInvoices,
      alarm: onErrors('Invoice change errors'),
      timeout: Duration.seconds(29),
      environment: {
        ...finalizationVariables(config),
        [windowMinutesVariable]: String(config.usageWindowMinutes),
        [claimRetentionVariable]: String(config.claimRetentionDays),
      },
    });
    storage.open(handler, 'catalog', 'GetItem', 'Query', 'DeleteItem');
    storage.open(handler, 'log', 'Query');
    storage.open(handler, 'usage', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    storage.openIndex(handler, 'invoices', 'list');
    storage.rememberAnswers(handler);
    letAnnounce(handler, bus);
    letCalculateTax(handler, props);
    api.serve(handler, { ...lifecycleRoutes, ...manualLineRoutes });
  }
}
