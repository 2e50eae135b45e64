import { App } from 'aws-cdk-lib';
import { development, production } from '../lib/config.ts';
import { MeterlineStack } from '../lib/meterline-stack.ts';

const app = new App();

/** `cdk deploy -c environment=production` is the default. */
const configs = { production, development };
const environment = String(app.node.tryGetContext('environment') ?? 'production');
if (environment !== 'production' && environment !== 'development') {
  throw new TypeError(`there is no environment "${environment}": ${Object.keys(configs).join(', ')}`);
}

new MeterlineStack(app, 'Meterline', { description: 'Meterline: metered billing', config: configs[environment] });
