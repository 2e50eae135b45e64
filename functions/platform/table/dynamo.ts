import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { lean, oneStack } from './lean-client.ts';

/** `maxAttempts` counts the first try. */
const maxAttempts = 5;

/** One client a container. */
export const dynamo = lean(new DynamoDBClient({ maxAttempts, ...oneStack }));

/** It makes its middleware anew for each call, so that it has a client of its own; the connections are the same. */
const { requestHandler } = dynamo.config;

/** Numbers beyond 2^53 never pass through it: money and quantities are stored as decimal strings. */
export const documents = DynamoDBDocumentClient.from(lean(new DynamoDBClient({ maxAttempts, requestHandler })), {
  marshallOptions: { removeUndefinedValues: true },
});
