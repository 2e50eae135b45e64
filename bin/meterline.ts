import { App } from 'aws-cdk-lib';
import { latePolicies } from '../functions/ingest/contract.ts';
import { development, production } from '../lib/config.ts';
import { MeterlineStack } from '../lib/meterline-stack.ts';

const app = new App();

/** The settings are picked by `-c environment=…`; default `production`. */
const configs = { production, development };
const environment = String(app.node.tryGetContext('environment') ?? 'production');
if (environment !== 'production' && environment !== 'development') {
  throw new TypeError(`there is no environment "${environment}": ${Object.keys(configs).join(', ')}`);
}

/** `-c latePolicy=reject` changes that one setting, to try it out. */
const given = String(app.node.tryGetContext('latePolicy') ?? configs[environment].latePolicy);
const latePolicy = latePolicies.find((policy) => policy === given);
if (latePolicy === undefined) throw new TypeError(`there is no late policy "${given}": ${latePolicies.join(', ')}`);

const config = { ...configs[environment], latePolicy };
new MeterlineStack(app, 'Meterline', { description: 'Meterline: metered billing', config });
