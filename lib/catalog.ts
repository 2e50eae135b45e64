import { Construct } from 'constructs';
import { graceVariable } from '../functions/catalog/contract.ts';
import { routes } from '../functions/catalog/routes.ts';
import { alarmOnErrors } from './alarms.ts';
import { letAnnounce, type StageProps } from './stage.ts';
import { StageFunction } from './stage-function.ts';

/** Meters, plans, customers, subscriptions and test clocks over HTTP. */
export class Catalog extends Construct {
  constructor(scope: Construct, id: string, { config, storage, api, bus }: StageProps) {
    super(scope, id);
    const handler = new StageFunction(this, 'Api', {
      handler: 'catalog/api',
      environment: { [graceVariable]: String(config.graceHours) },
    });
    storage.open(handler, 'catalog', 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    storage.openIndex(handler, 'catalog', 'list');
    storage.rememberAnswers(handler);
    letAnnounce(handler, bus);
    api.serve(handler, routes);
    alarmOnErrors(this, 'Catalog errors', handler);
  }
}
