import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import {
  failuresMetric,
  functionDimension,
  metricsNamespace,
  serviceDimension,
} from '../../functions/platform/contract.ts';

const idOf = (heading: string, suffix: string): string => heading.replaceAll(/[^A-Za-z]/g, '') + suffix;

/** The description of an alarm: it names the heading of RUNBOOK.md that says what to do. */
export const runbookDescription = (heading: string): string => `RUNBOOK.md: ${heading}`;

/** Rings when `metric` was above `threshold` in its last period; its description names the heading of RUNBOOK.md that says
 *  what to do. `test/lib/runbook.test.ts` holds alarms and headings together. */
const alarmAbove = (scope: Construct, heading: string, metric: IMetric, threshold: number, suffix = 'Alarm'): Alarm =>
  new Alarm(scope, idOf(heading, suffix), {
    alarmDescription: runbookDescription(heading),
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

/** The oldest message of a queue has waited for longer than `limit`. */
export const alarmOnAge = (scope: Construct, heading: string, queue: IQueue, limit: Duration): Alarm =>
  alarmAbove(
    scope,
    heading,
    queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
    limit.toSeconds(),
  );

const sum = { period: Duration.minutes(5), statistic: 'Sum' };

/** An execution failed. */
export const alarmOnFailures = (scope: Construct, heading: string, machine: IStateMachine): Alarm =>
  alarmAbove(scope, heading, machine.metricFailed(sum), 0);

/** How an operator learns that a function fails. Each kind names a heading of RUNBOOK.md; `errors` has two alarms for it:
 *  one on what Lambda counts (an exception, a time-out, too little memory), one on what the function itself counts as failed
 *  though it returned (`countFailure`). The other two kinds have one of these. */
export type FunctionAlarm =
  | { readonly kind: 'errors'; readonly heading: string }
  | { readonly kind: 'exceptions_only'; readonly heading: string }
  | { readonly kind: 'failures_only'; readonly heading: string }
  | { readonly kind: 'covered_by'; readonly heading: string };

/** For every function that somebody calls directly, as the API does. */
export const onErrors = (heading: string): FunctionAlarm => ({ kind: 'errors', heading });

/** For a function that throws whenever it fails and counts nothing itself: an alarm on its own count could never ring. */
export const onExceptionsOnly = (heading: string): FunctionAlarm => ({ kind: 'exceptions_only', heading });

/** For a function that throws as a matter of course, as an authorizer does to refuse a caller: only what it counts itself. */
export const onFailuresOnly = (heading: string): FunctionAlarm => ({ kind: 'failures_only', heading });

/** For a function that is called by something that has an alarm, such as a step of a state machine: an error of it is retried,
 *  and rings there if no retry mends it.
 *  @param heading of that alarm */
export const coveredBy = (heading: string): FunctionAlarm => ({ kind: 'covered_by', heading });

/** The alarms of a function stand beside it in `scope`; where a function before it has taken their ids with the same
 *  heading, they stand in the function. Deployed alarms depend on that: they go by these ids.
 *  @param stage of the function, a dimension of what it counts itself */
export const alarmOnFunction = (
  scope: Construct,
  handler: IFunction & Construct,
  stage: string,
  { kind, heading }: FunctionAlarm,
): void => {
  if (kind === 'covered_by') return;
  const isTaken = ['Alarm', 'FailuresAlarm'].some((suffix) => scope.node.tryFindChild(idOf(heading, suffix)));
  const place = isTaken ? handler : scope;
  const failures = new Metric({
    namespace: metricsNamespace,
    metricName: failuresMetric,
    dimensionsMap: { [serviceDimension]: stage, [functionDimension]: handler.functionName },
    ...sum,
  });
  if (kind !== 'failures_only') alarmAbove(place, heading, handler.metricErrors(sum), 0);
  if (kind !== 'exceptions_only') alarmAbove(place, heading, failures, 0, 'FailuresAlarm');
};
