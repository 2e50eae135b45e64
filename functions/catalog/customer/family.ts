import type { CustomerId } from '../../kernel/ids.ts';
import { InvalidInput, unknownReference } from '../../kernel/meterline-error.ts';
import type { Customer } from './customer.ts';

/** Whether the child may have this parent. Families have two generations, one currency and one time, so that one
 *  invoice can be for all children of a parent.
 *  @param parent undefined where there is no such customer
 *  @param hasChildren whether `child` has children itself
 *  @throws InvalidInput at `/parentId`: `parent_is_self`, `unknown_parent`, `parent_has_parent`, `parent_is_child`
 *    (where the child has children), `parent_currency_differs`, `parent_clock_differs` */
export const assertFamily = (
  child: Pick<Customer, 'id' | 'currency' | 'testClockId'>,
  parentId: CustomerId,
  parent: Customer | undefined,
  hasChildren: boolean,
): void => {
  const fault = (code: string, detail: string) => new InvalidInput({ code, pointer: '/parentId', detail });
  if (parentId === child.id) throw fault('parent_is_self', 'Nobody is their own parent.');
  if (parent === undefined) throw unknownReference('parent', parentId, '/parentId');
  if (parent.parentId !== null) throw fault('parent_has_parent', `"${parent.id}" has the parent "${parent.parentId}".`);
  if (hasChildren) throw fault('parent_is_child', `"${child.id}" has children itself.`);
  if (parent.currency !== child.currency) {
    throw fault('parent_currency_differs', `"${parent.id}" is invoiced in ${parent.currency}.`);
  }
  if (parent.testClockId !== child.testClockId) {
    throw fault('parent_clock_differs', 'Parent and child are on the same test clock, or both on none.');
  }
};
