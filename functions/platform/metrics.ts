import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { failuresMetric, functionDimension, metricsNamespace } from './contract.ts';

/** Metrics in the embedded metric format: a metric costs a line in the log, and no call. */
export const metrics = new Metrics({ namespace: metricsNamespace });

/** Counts a failure that no exception shows. An alarm looks at this number. */
export const countFailure = (): void => {
  const single = new Metrics({ namespace: metricsNamespace, singleMetric: true });
  single.addDimension(functionDimension, process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'unknown');
  single.addMetric(failuresMetric, MetricUnit.Count, 1);
};
