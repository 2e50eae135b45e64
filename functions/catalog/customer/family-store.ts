import { z } from 'zod';
import { type CustomerId, customerId } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { readAll } from '../table/item-store.ts';
import { childItem, childPrefix, customerItem, customerPartition } from '../table/keys.ts';
import type { Write } from '../table/transaction-store.ts';

/** Makes `child` one of `parent`'s, if that has no parent itself. The parent's revision grows: a change that makes it a child at
 *  the same moment is refused, as it was decided before it had children. */
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
