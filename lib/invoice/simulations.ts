import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { simulationMachineVariable, simulationPartition } from '../../functions/invoice/contract.ts';
import { simulationRoutes } from '../../functions/invoice/simulation/simulation-routes.ts';
import { coveredBy, onErrors } from '../stage/alarms.ts';
import { PagedJob } from '../stage/paged-job.ts';
import type { StageProps } from '../stage/stage.ts';
import { StageFunction, type StageFunctionProps } from '../stage/stage-function.ts';

/** Runs the usage that customers really had through another plan. It reads whatever an invoice is made of, and writes only the
 *  results of the simulation. */
export class Simulations extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: StageProps,
  ) {
    super(scope, id);
    const { storage, api } = props;
    const step = this.reader('Step', {
      handler: 'invoice/simulation/simulation',
      alarm: coveredBy('Failed simulations'),
      timeout: Duration.minutes(5),
    });
    storage.openIndex(step, 'catalog', 'list');
    const job = new PagedJob(this, 'Job', { step, heading: 'Failed simulations' });

    const handler = this.reader('Api', {
      handler: 'invoice/simulation/simulation-api',
      alarm: onErrors('Simulation errors'),
      timeout: Duration.seconds(29),
    });
    storage.openIndex(handler, 'invoices', 'list');
    storage.rememberAnswers(handler);
    job.letStart(handler, simulationMachineVariable);
    api.serve(handler, simulationRoutes);
  }

  private reader(id: string, props: StageFunctionProps): StageFunction {
    const { storage } = this.props;
    const handler = new StageFunction(this, id, { memorySize: 1769, ...props });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'usage', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem');
    storage.openPartitions(handler, 'invoices', 'PutItem', simulationPartition);
    return handler;
  }
}
