import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** One client a container; `maxAttempts` counts the first try. */
export const dynamo = new DynamoDBClient({ maxAttempts: 5 });

/** Numbers beyond 2^53 never pass through it: money and quantities are stored as decimal strings. */
export const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
