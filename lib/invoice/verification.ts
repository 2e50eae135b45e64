import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, Fail, JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { windowMinutesVariable } from '../../functions/catalog/contract.ts';
import { claimRetentionVariable } from '../../functions/meter/contract.ts';
import { onFailuresOnly } from '../stage/alarms.ts';
import { letAnnounce, type StageProps } from '../stage/stage.ts';
import { StageFunction } from '../stage/stage-function.ts';
import { lambdaStep } from '../stage/stage-step.ts';

/** The steps of the close that count a draft's usage anew from the log of events. If that is not what the lines show, the
 *  execution fails and the invoice stays a draft; the next hourly sweep tries again. */
export class Verification extends Construct {
  readonly verify: LambdaInvoke;
  /** The choice after a part was verified. Its `otherwise` is open: the caller says what follows when all of it adds up. */
  readonly isVerified: Choice;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    const handler = this.handler(props);
    const invoiceId = JsonPath.stringAt('$.draft.invoiceId');
    const resultPath = '$.verify';
    this.verify = lambdaStep(this, 'Verify', { handler, input: { invoiceId }, resultPath });
    const progress = JsonPath.objectAt('$.verify.progress');
    const verifyOn = lambdaStep(this, 'VerifyOn', { handler, input: { invoiceId, progress }, resultPath });
    const mismatch = new Fail(this, 'EvidenceMismatch', {
      error: 'EvidenceMismatch',
      cause: 'The events of the log do not add up to the lines of the invoice: it stays a draft',
    });
    this.isVerified = new Choice(this, 'IsVerified')
      .when(Condition.stringEquals('$.verify.outcome', 'more'), verifyOn)
      .when(Condition.stringEquals('$.verify.outcome', 'mismatch'), mismatch);
    this.verify.next(this.isVerified);
    verifyOn.next(this.isVerified);
  }

  /** Verifies one part of an invoice a call: about a million events, which takes half a minute. */
  private handler({ config, storage, bus }: StageProps): StageFunction {
    const handler = new StageFunction(this, 'VerifyStep', {
      handler: 'invoice/close/verify',
      alarm: onFailuresOnly('Evidence mismatches'),
      memorySize: 1769,
      timeout: Duration.minutes(5),
      environment: {
        [windowMinutesVariable]: String(config.usageWindowMinutes),
        [claimRetentionVariable]: String(config.claimRetentionDays),
      },
    });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'log', 'Query');
    storage.open(handler, 'usage', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem', 'PutItem');
    letAnnounce(handler, bus);
    return handler;
  }
}
