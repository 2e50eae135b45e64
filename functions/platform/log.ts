import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

/** Names the invocation and its trace. What every line of a log group would repeat, the function's name, address and
 *  memory, is half of a line, and CloudWatch charges by the byte. */
export class ShortLines extends LogFormatter {
  formatAttributes(
    { logLevel, message, timestamp, serviceName, lambdaContext, xRayTraceId }: UnformattedAttributes,
    more: LogAttributes,
  ): LogItem {
    const attributes = {
      level: logLevel,
      message,
      timestamp: this.formatTimestamp(timestamp),
      service: serviceName,
      function_request_id: lambdaContext?.awsRequestId,
      xray_trace_id: xRayTraceId,
    };
    return new LogItem({ attributes }).addAttributes(more);
  }
}

/** JSON lines; the service name comes from POWERTOOLS_SERVICE_NAME, which is the stage's. */
export const log = new Logger({ logFormatter: new ShortLines() });
