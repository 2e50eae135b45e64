import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, JsonPath, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { windowMinutesVariable } from '../../functions/catalog/contract.ts';
import { backfillMachineVariable } from '../../functions/meter/backfill/backfill-contract.ts';
import { backfillRoutes } from '../../functions/meter/backfill/backfill-routes.ts';
import { leaseVariable } from '../../functions/meter/contract.ts';
import { shardRoutes } from '../../functions/meter/shard/shard-routes.ts';
import { alarmOnFailures, coveredBy, onErrors } from '../stage/alarms.ts';
import { forSevenMinutes } from '../stage/retries.ts';
import type { StageProps } from '../stage/stage.ts';
import { StageFunction } from '../stage/stage-function.ts';
import { StageMachine } from '../stage/stage-machine.ts';
import { lambdaStep } from '../stage/stage-step.ts';

/** The state of a backfill, which each step gets and answers with how far it has come (`backfillSchema`). */
const stateInput = {
  meterKey: JsonPath.stringAt('$.meterKey'),
  run: JsonPath.stringAt('$.run'),
  cursor: JsonPath.stringAt('$.cursor'),
  batches: JsonPath.numberAt('$.batches'),
  events: JsonPath.numberAt('$.events'),
  unreadable: JsonPath.numberAt('$.unreadable'),
};

/** What happens to counters beside counting: a meter that was made later is filled from the log of events, and the counters
 *  of a busy customer are split into shards. */
export class MeterJobs extends Construct {
  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    this.letStart(props, this.makeBackfillMachine(props));
    this.letSplit(props);
  }

  /** Waits until every consumer that may have started before the meter was made has ended, since such a one counts without
   *  it. Then it goes over the log, a stretch of batches each step. */
  private makeBackfillMachine(props: StageProps): StageMachine {
    const step = lambdaStep(this, 'BackfillLog', {
      handler: this.backfillStep(props),
      input: stateInput,
      retry: forSevenMinutes,
    });
    const wait = new Wait(this, 'UntilAllKnowTheMeter', { time: WaitTime.timestampPath('$.notBefore') });
    const isDone = Condition.stringEquals('$.outcome', 'done');
    step.next(new Choice(this, 'IsLogDone').when(isDone, new Succeed(this, 'Backfilled')).otherwise(step));
    const machine = new StageMachine(this, 'Backfill', wait.next(step));
    alarmOnFailures(this, 'Failed backfills', machine);
    return machine;
  }

  private backfillStep({ config, storage }: StageProps): StageFunction {
    const handler = new StageFunction(this, 'BackfillStep', {
      handler: 'meter/backfill/backfill',
      alarm: coveredBy('Failed backfills'),
      memorySize: 1769,
      timeout: Duration.minutes(5),
      environment: { [windowMinutesVariable]: String(config.usageWindowMinutes) },
    });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'log', 'Scan', 'GetItem');
    // It marks the batches that are counted for the meter.
    storage.openLog(handler, 'UpdateItem', 'backfill', 'entries');
    storage.open(handler, 'usage', 'GetItem', 'BatchGetItem', 'UpdateItem', 'ConditionCheckItem');
    return handler;
  }

  private letStart({ config, storage, api }: StageProps, machine: StageMachine): void {
    const handler = new StageFunction(this, 'BackfillApi', {
      handler: 'meter/backfill/backfill-api',
      alarm: onErrors('Meter job errors'),
      environment: { [leaseVariable]: String(config.consumerSeconds * 2) },
    });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'log', 'GetItem');
    storage.openLog(handler, 'PutItem', 'backfill');
    machine.letStart(handler, backfillMachineVariable);
    api.serve(handler, backfillRoutes);
  }

  private letSplit({ storage, api }: StageProps): void {
    const handler = new StageFunction(this, 'Shards', {
      handler: 'meter/shard/shards',
      alarm: onErrors('Meter job errors'),
    });
    storage.open(handler, 'usage', 'GetItem', 'PutItem', 'UpdateItem');
    api.serve(handler, shardRoutes);
  }
}
