import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { CustomerId } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { dynamo } from '../platform/dynamo.ts';
import { tableOf } from '../platform/tables.ts';

/** Closes all windows before `to`: from then on their counters are frozen, and what comes for them is late. The watermark
 *  only moves forward; where it is at `to` or beyond, nothing changes. */
export const closeThrough = async (customer: CustomerId, to: Instant): Promise<void> => {
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName: tableOf('usage'),
        Key: { pk: { S: customer }, sk: { S: 'HEAD' } },
        UpdateExpression: 'SET closedThrough = :to',
        ConditionExpression: 'attribute_not_exists(closedThrough) OR closedThrough < :to',
        ExpressionAttributeValues: { ':to': { S: to } },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};
