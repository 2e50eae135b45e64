import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { migrationRoutes } from '../functions/catalog/change/migration-routes.ts';
import { graceVariable, migrationMachineVariable, windowMinutesVariable } from '../functions/catalog/contract.ts';
import { coveredBy } from './stage/alarms.ts';
import { PagedJob } from './stage/paged-job.ts';
import { letAnnounce, type StageProps } from './stage/stage.ts';
import { StageFunction } from './stage/stage-function.ts';

export interface MigrationsProps extends StageProps {
  /** The function that answers the routes of migrations too: `Catalog.changes`. */
  readonly changes: StageFunction;
}

/** Moves all subscriptions of a plan to another version of it, page by page in a state machine. */
export class Migrations extends Construct {
  constructor(scope: Construct, id: string, props: MigrationsProps) {
    super(scope, id);
    const { storage, api, changes } = props;
    const job = new PagedJob(this, 'Job', { step: this.step(props), heading: 'Failed migrations' });
    storage.open(changes, 'catalog', 'Query');
    storage.rememberAnswers(changes);
    job.letStart(changes, migrationMachineVariable);
    api.serve(changes, migrationRoutes);
  }

  private step({ config, storage, bus }: StageProps): StageFunction {
    const handler = new StageFunction(this, 'Step', {
      handler: 'catalog/change/migration',
      alarm: coveredBy('Failed migrations'),
      timeout: Duration.minutes(5),
      environment: {
        [graceVariable]: String(config.graceHours),
        [windowMinutesVariable]: String(config.usageWindowMinutes),
      },
    });
    storage.open(handler, 'catalog', 'GetItem', 'PutItem', 'UpdateItem');
    storage.openIndex(handler, 'catalog', 'list');
    letAnnounce(handler, bus);
    return handler;
  }
}
