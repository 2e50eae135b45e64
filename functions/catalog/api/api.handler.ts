import { httpApi } from '../../platform/http/http-api.ts';
import { archiveApi } from '../archive/archive-api.ts';
import { couponApi } from '../coupon/coupon-api.ts';
import { customerApi } from '../customer/customer-api.ts';
import { meterApi } from '../meter/meter-api.ts';
import { planApi } from '../plan/plan-api.ts';
import { subscriptionApi } from '../subscription/subscription-api.ts';
import { taxApi } from '../tax/tax-api.ts';
import { testClockApi } from '../test-clock/test-clock-api.ts';
import { routes } from './routes.ts';

export const handler = httpApi(routes, {
  ...meterApi,
  ...archiveApi,
  ...planApi,
  ...customerApi,
  ...couponApi,
  ...taxApi,
  ...subscriptionApi,
  ...testClockApi,
});
