import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { busNameVariable } from '../../functions/platform/contract.ts';
import type { Api } from '../api/api.ts';
import type { MeterlineConfig } from '../config.ts';
import type { Storage } from '../storage.ts';

/** What every stage builds on. */
export interface StageProps {
  readonly config: MeterlineConfig;
  readonly storage: Storage;
  readonly api: Api;
  readonly bus: EventBus;
}

/** Lets `handler` announce on the bus. */
export const letAnnounce = (handler: LambdaFunction, bus: EventBus): void => {
  handler.addEnvironment(busNameVariable, bus.eventBusName);
  bus.grantPutEventsTo(handler);
};
