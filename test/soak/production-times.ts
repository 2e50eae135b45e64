import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { production } from '../../lib/config.ts';
import { changeEnvironment } from '../../localstack/deploy/function-environment.ts';
import { clientAt } from '../../localstack/emulator/environment.ts';

/** Consumers at once, and messages a delivery: as much as an emulator on two cores has an answer for in time. */
const gently = { ScalingConfig: { MaximumConcurrency: 4 }, BatchSize: 10, MaximumBatchingWindowInSeconds: 0 };

/** The local stack's consumers live for seconds, so that a crash is mended soon; an emulator under load needs those of
 *  production. As in lib/ingest.ts and lib/meter/meter.ts. */
export const liveAsInProduction = async (endpoint: string, consumer: string, queueUrl: string): Promise<void> => {
  const seconds = production.consumerSeconds;
  const lambda = new LambdaClient(clientAt(endpoint));
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: consumer, Timeout: seconds }));
  await changeEnvironment(endpoint, consumer, { LEASE_SECONDS: String(seconds * 2) });
  const Attributes = { VisibilityTimeout: String(seconds * 2 + 2) };
  await new SQSClient(clientAt(endpoint)).send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes }));
  const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: consumer }));
  for (const { UUID } of EventSourceMappings ?? []) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...gently }));
  }
};
