import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { creditNotePrefixVariable } from '../../functions/invoice/contract.ts';
import { balanceRoutes, creditRoutes } from '../../functions/invoice/credit/credit-routes.ts';
import { creditNoteRoutes } from '../../functions/invoice/credit-note/credit-note-routes.ts';
import { onErrors } from '../stage/alarms.ts';
import { letAnnounce, type StageProps } from '../stage/stage.ts';
import { memoryForInvoices, StageFunction } from '../stage/stage-function.ts';
import { letPrint } from './printer.ts';

/** API Gateway waits no longer for an answer. It is needed because a function that lost a race for an account tries again. */
const timeout = Duration.seconds(29);

export interface InvoiceCreditsProps extends StageProps {
  /** The function that makes PDFs, here of credit notes. */
  readonly printer: StageFunction;
}

/** Answers the HTTP routes of prepaid credits, balances and credit notes. */
export class InvoiceCredits extends Construct {
  constructor(scope: Construct, id: string, props: InvoiceCreditsProps) {
    super(scope, id);
    this.answerCredits(props);
    this.answerCreditNotes(props);
  }

  private answerCredits({ storage, api }: StageProps): void {
    const handler = new StageFunction(this, 'Credits', {
      handler: 'invoice/credit/credits',
      alarm: onErrors('Credit errors'),
      timeout,
    });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'invoices', 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    storage.openIndex(handler, 'invoices', 'list');
    storage.rememberAnswers(handler);
    api.serve(handler, { ...creditRoutes, ...balanceRoutes });
  }

  private answerCreditNotes({ config, storage, api, bus, printer }: InvoiceCreditsProps): void {
    const environment = { [creditNotePrefixVariable]: config.creditNotePrefix };
    const handler = new StageFunction(this, 'CreditNotes', {
      handler: 'invoice/credit-note/credit-notes',
      memorySize: memoryForInvoices,
      alarm: onErrors('Credit note errors'),
      timeout,
      environment,
    });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'invoices', 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    storage.openIndex(handler, 'invoices', 'list');
    storage.openIndex(handler, 'invoices', 'customer');
    storage.rememberAnswers(handler);
    letAnnounce(handler, bus);
    letPrint(handler, printer, config);
    api.serve(handler, creditNoteRoutes);
  }
}
