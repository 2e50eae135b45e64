import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { balanceRoutes, creditRoutes } from '../functions/invoice/credit-routes.ts';
import { alarmOnErrors } from './alarms.ts';
import type { StageProps } from './stage.ts';
import { StageFunction } from './stage-function.ts';

/** Prepaid credits, balances and credit notes over HTTP. */
export class InvoiceCredits extends Construct {
  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    this.answerCredits(props);
  }

  private answerCredits({ storage, api }: StageProps): void {
    const handler = new StageFunction(this, 'Credits', { handler: 'invoice/credits', timeout: Duration.seconds(29) });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'invoices', 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    storage.openIndex(handler, 'invoices', 'list');
    storage.rememberAnswers(handler);
    const routes = { ...creditRoutes, ...balanceRoutes };
    api.serve(handler, routes);
    alarmOnErrors(this, 'Credit errors', handler);
  }
}
