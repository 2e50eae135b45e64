import { z } from 'zod';
import { defineRoutes } from '../../platform/http/route.ts';
import { creating, list, listing, reading } from '../../platform/http/route-kinds.ts';
import { customerWire, paymentMethodSchema } from './customer-wire.ts';
import { customerChangeSchema, newCustomerSchema } from './new-customer-wire.ts';

export const customerRoutes = defineRoutes({
  createCustomer: {
    ...creating,
    path: '/customers',
    summary: 'Make a customer known, by the id that its events have as subject',
    body: newCustomerSchema,
    response: customerWire,
  },
  listCustomers: { ...listing, path: '/customers', summary: 'Customers, newest first', response: list(customerWire) },
  getCustomer: {
    ...reading,
    portal: 'path',
    path: '/customers/{customerId}',
    summary: 'A customer',
    response: customerWire,
  },
  changeCustomer: {
    method: 'PATCH',
    access: 'admin',
    path: '/customers/{customerId}',
    summary: 'Change a customer: what is left out stays; another time zone holds from the next period on',
    body: customerChangeSchema,
    response: customerWire,
    status: 200,
  },
  setPaymentMethod: {
    method: 'PUT',
    access: 'admin',
    path: '/customers/{customerId}/payment-method',
    summary: 'Give a customer another payment method; a failed charge is tried again with it at once',
    body: z.strictObject({ paymentMethod: paymentMethodSchema }),
    response: customerWire,
    status: 200,
  },
});
