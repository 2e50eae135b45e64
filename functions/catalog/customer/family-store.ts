import type { CustomerId } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { childItem, customerItem } from '../table/keys.ts';
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
