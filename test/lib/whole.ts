import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { z } from 'zod';
import { production } from '../../lib/config.ts';
import { MeterlineStack } from '../../lib/meterline-stack.ts';

const settings = z.object({ context: z.record(z.string(), z.unknown()) });
const { context } = settings.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));

/** The production stack, with the feature flags that it is deployed with, and without bundles. */
export const wholeStack = (): MeterlineStack =>
  new MeterlineStack(new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } }), 'Meterline', {
    config: production,
  });
