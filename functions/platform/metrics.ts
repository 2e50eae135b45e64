import { Metrics } from '@aws-lambda-powertools/metrics';

/** Embedded metric format, namespace Meterline: costs a log line, not a call. */
export const metrics = new Metrics({ namespace: 'Meterline' });
