import { Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { Api } from './api/api.ts';
import { Catalog } from './catalog.ts';
import { Collect } from './collect/collect.ts';
import { type MeterlineConfig, requireOverlap, requireRetention } from './config.ts';
import { Ingest } from './ingest.ts';
import { Invoice } from './invoice/invoice.ts';
import { Simulations } from './invoice/simulations.ts';
import { MeterJobs } from './meter/jobs.ts';
import { Meter } from './meter/meter.ts';
import { Reconciliation } from './meter/reconciliation.ts';
import { Migrations } from './migrations.ts';
import { Notify } from './notify.ts';
import { Operators } from './operators.ts';
import { Portal } from './portal.ts';
import { Rate } from './rate.ts';
import { requireSeller } from './seller.ts';
import { Storage } from './storage.ts';

export interface MeterlineStackProps extends StackProps {
  readonly config: MeterlineConfig;
}

/** All of Meterline, its stages in the order in which an event goes through them. */
export class MeterlineStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: MeterlineStackProps) {
    super(scope, id, props);
    requireRetention(config);
    requireOverlap(config);
    requireSeller(config);
    const stage = {
      config,
      storage: new Storage(this, 'Storage'),
      api: new Api(this, 'Api', config),
      bus: new EventBus(this, 'Bus', { description: 'What the stages of Meterline announce' }),
    };
    const { queue, deadLetters, portalSecret } = new Ingest(this, 'Ingest', stage);
    const { changes } = new Catalog(this, 'Catalog', stage);
    new Migrations(this, 'Migrations', { ...stage, changes });
    new Meter(this, 'Meter', { ...stage, queue, deadLetters });
    new MeterJobs(this, 'MeterJobs', stage);
    new Rate(this, 'Rate', stage);
    const { closeMachine } = new Invoice(this, 'Invoice', stage);
    new Simulations(this, 'Simulations', stage);
    new Reconciliation(this, 'Reconciliation', stage);
    new Collect(this, 'Collect', { ...stage, closeMachine });
    new Notify(this, 'Notify', stage);
    new Portal(this, 'Portal', { ...stage, portalSecret });
    new Operators(this, 'Operators', config);
  }
}
