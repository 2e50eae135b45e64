import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { busVariable } from '../../functions/platform/contract.ts';
import type { Api } from '../api/api.ts';
import type { MeterlineConfig } from '../config.ts';
import type { Storage } from '../storage.ts';

/** What every stage gets to build on. */
export interface StageProps {
  readonly config: MeterlineConfig;
  readonly storage: Storage;
  readonly api: Api;
  readonly bus: EventBus;
}

/** Tells `handler` the name of the bus, and lets it announce there. */
export const letAnnounce = (handler: LambdaFunction, bus: EventBus): void => {
  handler.addEnvironment(busVariable, bus.eventBusName);
  bus.grantPutEventsTo(handler);
};
