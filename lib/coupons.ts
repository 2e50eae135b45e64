import { Construct } from 'constructs';
import { couponRoutes } from '../functions/catalog/coupon-routes.ts';
import { alarmOnErrors } from './alarms.ts';
import type { StageProps } from './stage.ts';
import { StageFunction } from './stage-function.ts';

/** Coupons, and the discounts that customers have of them, over HTTP. */
export class Coupons extends Construct {
  constructor(scope: Construct, id: string, { storage, api }: StageProps) {
    super(scope, id);
    const handler = new StageFunction(this, 'Api', { handler: 'catalog/coupon-api' });
    storage.open(handler, 'catalog', 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    storage.openIndex(handler, 'catalog', 'list');
    storage.rememberAnswers(handler);
    api.serve(handler, couponRoutes);
    alarmOnErrors(this, 'Coupon errors', handler);
  }
}
