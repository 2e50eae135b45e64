import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import {
  failuresMetric,
  functionDimension,
  metricsNamespace,
  serviceDimension,
} from '../../functions/platform/contract.ts';
import type { StageFunction } from './stage-function.ts';

/** An alarm of the name of its heading in RUNBOOK.md. `test/lib/runbook.test.ts` holds the two together. */
const alarmAbove = (scope: Construct, heading: string, metric: IMetric, threshold: number, id = 'Alarm'): Alarm =>
  new Alarm(scope, heading.replaceAll(/[^A-Za-z]/g, '') + id, {
    alarmDescription: `RUNBOOK.md: ${heading}`,
    metric,
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });

/** Something waits in a dead-letter queue. */
export const alarmOnMessages = (scope: Construct, heading: string, queue: IQueue): Alarm =>
  alarmAbove(
    scope,
    heading,
    queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
    0,
  );

/** Something waits in a queue for longer than `limit`. */
export const alarmOnAge = (scope: Construct, heading: string, queue: IQueue, limit: Duration): Alarm =>
  alarmAbove(
    scope,
    heading,
    queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
    limit.toSeconds(),
  );

const sum = { period: Duration.minutes(5), statistic: 'Sum' };

/** What a function itself says that it failed at, and answered or left for a retry. */
const failuresOf = (handler: StageFunction): Metric =>
  new Metric({
    namespace: metricsNamespace,
    metricName: failuresMetric,
    dimensionsMap: { [serviceDimension]: handler.stage, [functionDimension]: handler.functionName },
    ...sum,
  });

/** A function failed in Lambda's eyes (an error, a time-out, no memory), or by its own account. */
export const alarmOnErrors = (scope: Construct, heading: string, handler: StageFunction): void => {
  alarmAbove(scope, heading, handler.metricErrors(sum), 0);
  alarmOnFailuresOf(scope, heading, handler);
};

/** A function failed by its own account: for one that throws as a matter of course, as an authorizer does. */
export const alarmOnFailuresOf = (scope: Construct, heading: string, handler: StageFunction): Alarm =>
  alarmAbove(scope, heading, failuresOf(handler), 0, 'FailuresAlarm');

/** An execution failed. */
export const alarmOnFailures = (scope: Construct, heading: string, machine: IStateMachine): Alarm =>
  alarmAbove(scope, heading, machine.metricFailed(sum), 0);
