import { Construct } from 'constructs';
import { routes } from '../functions/rate/routes.ts';
import { onErrors } from './stage/alarms.ts';
import type { StageProps } from './stage/stage.ts';
import { StageFunction } from './stage/stage-function.ts';

/** Answers what given quantities would cost, without any customer. */
export class Rate extends Construct {
  constructor(scope: Construct, id: string, { storage, api }: StageProps) {
    super(scope, id);
    const handler = new StageFunction(this, 'Quotes', { handler: 'rate/quotes', alarm: onErrors('Quote errors') });
    storage.open(handler, 'catalog', 'GetItem');
    api.serve(handler, routes);
  }
}
