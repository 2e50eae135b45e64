import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { lambdaContext } from '../test/functions/platform/http-event.ts';

/** An invocation as Lambda names it: names and ids are as long as in AWS, since they are in the log. */
export const invocation = (): Context => {
  const functionName = 'Meterline-IngestTakeEvents8C1F2A3B-Qw3rTy7UiOp0';
  return {
    ...lambdaContext,
    functionName,
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: randomUUID(),
  };
};

/** What Lambda sets before each invocation. */
export const traceId =
  'Root=1-6927a5d0-5f84e1c37a2b4d6e8f901a2b;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:a87bd80c:0';
