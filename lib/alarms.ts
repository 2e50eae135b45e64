import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** An alarm of the name of its heading in RUNBOOK.md. `test/lib/runbook.test.ts` holds the two together. */
const alarmAboveZero = (scope: Construct, heading: string, metric: IMetric): Alarm =>
  new Alarm(scope, `${heading.replaceAll(/[^A-Za-z]/g, '')}Alarm`, {
    alarmDescription: `RUNBOOK.md: ${heading}`,
    metric,
    threshold: 0,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });

/** Something waits in a dead-letter queue. */
export const alarmOnMessages = (scope: Construct, heading: string, queue: IQueue): Alarm =>
  alarmAboveZero(
    scope,
    heading,
    queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
  );

/** A function failed, its retries included. */
export const alarmOnErrors = (scope: Construct, heading: string, handler: IFunction): Alarm =>
  alarmAboveZero(scope, heading, handler.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }));

/** An execution failed or timed out. */
export const alarmOnFailures = (scope: Construct, heading: string, machine: IStateMachine): Alarm =>
  alarmAboveZero(scope, heading, machine.metricFailed({ period: Duration.minutes(5), statistic: 'Sum' }));
