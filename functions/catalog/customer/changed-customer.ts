import type { Customer } from './customer.ts';

type Changeable = 'name' | 'email' | 'timeZone' | 'address' | 'tax' | 'locale' | 'parentId' | 'autoFinalize';

/** What is to change. What is left out, or undefined, stays. */
export type CustomerChange = { readonly [Field in Changeable]?: Customer[Field] | undefined };

/** The customer after the change, with another revision. Where nothing is to change, it is the same object. */
export const changedCustomer = (customer: Customer, change: CustomerChange): Customer => {
  if (Object.values(change).every((value) => value === undefined)) return customer;
  const { name = customer.name, email = customer.email, timeZone = customer.timeZone } = change;
  const { address = customer.address, tax = customer.tax, locale = customer.locale } = change;
  const { parentId = customer.parentId, autoFinalize = customer.autoFinalize } = change;
  const revision = customer.revision + 1;
  return { ...customer, name, email, timeZone, address, tax, locale, parentId, autoFinalize, revision };
};
