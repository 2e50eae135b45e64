import { archiveRoutes } from '../archive/archive-routes.ts';
import { couponRoutes } from '../coupon/coupon-routes.ts';
import { customerRoutes } from '../customer/customer-routes.ts';
import { meterRoutes } from '../meter/meter-routes.ts';
import { planRoutes } from '../plan/plan-routes.ts';
import { subscriptionRoutes } from '../subscription/subscription-routes.ts';
import { taxRoutes } from '../tax/tax-routes.ts';
import { testClockRoutes } from '../test-clock/test-clock-routes.ts';

/** What `api.handler.ts` answers. Changes of subscriptions and migrations have a handler of their own in `change/`. */
export const routes = {
  ...meterRoutes,
  ...archiveRoutes,
  ...planRoutes,
  ...customerRoutes,
  ...couponRoutes,
  ...taxRoutes,
  ...subscriptionRoutes,
  ...testClockRoutes,
};
