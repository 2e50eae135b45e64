import { z } from 'zod';
import { type CustomerId, customerId } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { readAll } from '../table/item-store.ts';
import { childItem, childPrefix, customerItem, customerPartition } from '../table/keys.ts';
import type { Write } from '../table/transaction-store.ts';

/** The writes that make `child` a child of `parent`, if the parent has no parent itself. The revision of the parent
 *  grows. So a request that makes the parent a child at the same moment is refused: it was decided when the parent had
 *  no children yet. */
export const joinFamily = (child: CustomerId, parent: CustomerId): readonly Write[] => [
  {
    item: {
      Update: {
        TableName: tableOf('catalog'),
        Key: customerItem(parent),
        UpdateExpression: 'ADD #revision :one',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#parentId)',
        ExpressionAttributeNames: { '#revision': 'revision', '#parentId': 'parentId' },
        ExpressionAttributeValues: { ':one': 1 },
      },
    },
    refusal: () => new Conflict('parent_changed', `"${parent}" got a parent itself just now.`),
  },
  { item: { Put: { TableName: tableOf('catalog'), Item: { ...childItem(parent, child), customerId: child } } } },
];

/** All customers that have ever had this one as parent. Whether one still has, its own item says. The read is strongly consistent. */
export const membersOf = async (parent: CustomerId): Promise<readonly CustomerId[]> =>
  (await readAll(customerPartition(parent), childPrefix)).map((item) => customerId(member.parse(item).customerId));

const member = z.object({ customerId: z.string() });
