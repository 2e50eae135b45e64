import { customerId } from '../../kernel/ids.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { environmentNumber } from '../../platform/environment.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { stage, windowMinutesVariable } from '../contract.ts';
import { tell } from '../news-gateway.ts';
import { customerCreated, customerUpdated, paymentMethodUpdated } from './customer-news.ts';
import type { customerRoutes } from './customer-routes.ts';
import { changeCustomer, createCustomer, customerPage, requireCustomer, setPaymentMethod } from './customer-store.ts';
import { customerToWire } from './customer-wire.ts';
import { customerOf } from './new-customer-wire.ts';
import { assertOnWindows } from './time-zone.ts';

/** What the catalog's handler answers about customers. */
export const customerApi: Implementations<typeof customerRoutes> = {
  createCustomer: async ({ body }) => {
    const customer = customerOf(body, wallClock());
    assertPeriodsOnWindows(body.timeZone);
    await createCustomer(customer);
    await tell(customerCreated(customer));
    return { json: customerToWire(customer) };
  },
  listCustomers: async ({ query }) => ({ json: mapPage(await customerPage(query), customerToWire) }),
  getCustomer: async ({ parameters }) => ({
    json: customerToWire(await requireCustomer(customerId(parameters.customerId ?? ''))),
  }),
  changeCustomer: async ({ body: { revision, ...change }, parameters }) => {
    if (change.timeZone !== undefined) assertPeriodsOnWindows(change.timeZone);
    const customer = await changeCustomer(customerId(parameters.customerId ?? ''), change, revision);
    if (Object.keys(change).length > 0) await tell(customerUpdated(customer));
    return { json: customerToWire(customer) };
  },
  // Here the announcement must not be lost: a failed charge is tried again because of it. If the bus does not take it, the request
  // fails, and the client repeats it.
  setPaymentMethod: async ({ body, parameters }) => {
    const customer = await setPaymentMethod(customerId(parameters.customerId ?? ''), body.paymentMethod);
    await announce(stage, [paymentMethodUpdated(customer, body.paymentMethod, wallClock())]);
    return { json: customerToWire(customer) };
  },
};

/** @throws InvalidInput `time_zone_not_on_window` at `/timeZone` */
const assertPeriodsOnWindows = (timeZone: string): void =>
  assertOnWindows(timeZone, environmentNumber(windowMinutesVariable), wallClock());
