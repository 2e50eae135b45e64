import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { lean, oneStack } from './lean-client.ts';

/** How often a call is tried in all, the first time included. */
const maxAttempts = 5;

/** The client that speaks of attribute values. Each container has one. */
export const dynamo = lean(new DynamoDBClient({ maxAttempts, ...oneStack }));

/** The document client puts its middleware together anew for each call, so it has a low-level client of its own. The
 *  two share their connections. */
const { requestHandler } = dynamo.config;

/** The client that speaks of plain values. Numbers beyond 2^53 never pass through it: money and quantities are stored
 *  as decimal strings. */
export const documents = DynamoDBDocumentClient.from(lean(new DynamoDBClient({ maxAttempts, requestHandler })), {
  marshallOptions: { removeUndefinedValues: true },
});
