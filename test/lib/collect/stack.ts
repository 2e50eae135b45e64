import { App, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Api } from '../../../lib/api/api.ts';
import { Collect } from '../../../lib/collect/collect.ts';
import type { MeterlineConfig } from '../../../lib/config.ts';
import { Storage } from '../../../lib/storage.ts';

/** The stage alone. */
export const collectStack = (config: MeterlineConfig): Stack => {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
  const closeMachine = new StateMachine(stack, 'Close', {
    definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Closed')),
  });
  const storage = new Storage(stack, 'Storage');
  const bus = new EventBus(stack, 'Bus');
  new Collect(stack, 'Collect', { config, storage, bus, closeMachine, api: new Api(stack, 'Api', config) });
  return stack;
};
