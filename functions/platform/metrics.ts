import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { failuresMetric, functionDimension, metricsNamespace } from './contract.ts';

/** Embedded metric format: costs a log line, not a call. */
export const metrics = new Metrics({ namespace: metricsNamespace });

/** Counts a failure that no exception shows; an alarm looks at it. */
export const countFailure = (): void => {
  const single = new Metrics({ namespace: metricsNamespace, singleMetric: true });
  single.addDimension(functionDimension, process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'unknown');
  single.addMetric(failuresMetric, MetricUnit.Count, 1);
};
