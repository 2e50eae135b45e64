import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

/** Log lines that name their invocation and its trace, and nothing that every line of the log group would repeat. The
 *  name, address and memory of the function would be half of each line, and CloudWatch charges by the byte. */
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

/** Writes lines of JSON. The service in them is the stage, which POWERTOOLS_SERVICE_NAME holds. */
export const log = new Logger({ logFormatter: new ShortLines() });
