import { Construct } from 'constructs';
import { routes } from '../functions/catalog/api/routes.ts';
import { subscriptionChangeRoutes } from '../functions/catalog/change/subscription-change-routes.ts';
import { graceVariable, windowMinutesVariable } from '../functions/catalog/contract.ts';
import { onErrors } from './stage/alarms.ts';
import { letAnnounce, type StageProps } from './stage/stage.ts';
import { StageFunction } from './stage/stage-function.ts';

/** Answers the HTTP routes of the price list and of who buys: meters, plans, coupons, taxes, customers, subscriptions, test
 *  clocks. */
export class Catalog extends Construct {
  /** The function that changes single subscriptions. `Migrations` lets it start moving all subscriptions of a plan too. */
  readonly changes: StageFunction;

  constructor(scope: Construct, id: string, { config, storage, api, bus }: StageProps) {
    super(scope, id);
    const environment = {
      [graceVariable]: String(config.graceHours),
      [windowMinutesVariable]: String(config.usageWindowMinutes),
    };
    const handler = new StageFunction(this, 'Api', {
      handler: 'catalog/api/api',
      alarm: onErrors('Catalog errors'),
      environment,
    });
    storage.open(handler, 'catalog', 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    storage.openIndex(handler, 'catalog', 'list');
    storage.rememberAnswers(handler);
    letAnnounce(handler, bus);
    api.serve(handler, routes);
    this.changes = new StageFunction(this, 'SubscriptionChanges', {
      handler: 'catalog/change/subscription-change',
      alarm: onErrors('Catalog errors'),
      environment,
    });
    storage.open(this.changes, 'catalog', 'GetItem', 'PutItem', 'UpdateItem');
    letAnnounce(this.changes, bus);
    api.serve(this.changes, subscriptionChangeRoutes);
  }
}
