import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { writePortalPage } from '../dashboard/page.ts';
import { portalSecretVariable } from '../functions/ingest/access/access-contract.ts';
import { publicRoutes, sessionRoutes, summaryRoutes } from '../functions/portal/routes.ts';
import { writeOpenApi } from './api/openapi-file.ts';
import { onErrors } from './stage/alarms.ts';
import type { StageProps } from './stage/stage.ts';
import { StageFunction } from './stage/stage-function.ts';

export interface PortalProps extends StageProps {
  /** The secret that signs links; the authorizer checks them with the same one. */
  readonly portalSecret: Secret;
}

/** Shows a customer its usage, costs and invoices. Its public part describes the API to anybody (OpenAPI). */
export class Portal extends Construct {
  constructor(scope: Construct, id: string, props: PortalProps) {
    super(scope, id);
    this.makeLinks(props);
    this.summarize(props);
    this.servePublic(props);
  }

  private makeLinks({ storage, api, portalSecret }: PortalProps): void {
    const handler = new StageFunction(this, 'Sessions', {
      handler: 'portal/sessions',
      alarm: onErrors('Portal link errors'),
      environment: { [portalSecretVariable]: portalSecret.secretArn },
    });
    portalSecret.grantRead(handler);
    storage.open(handler, 'catalog', 'GetItem');
    api.serve(handler, sessionRoutes);
  }

  /** Every page that somebody looks at asks this function again every few seconds. */
  private summarize({ storage, api }: PortalProps): void {
    const handler = new StageFunction(this, 'Summary', {
      handler: 'portal/summary',
      alarm: onErrors('Summary errors'),
      memorySize: 1024,
    });
    storage.open(handler, 'catalog', 'GetItem');
    storage.open(handler, 'usage', 'GetItem', 'Query');
    storage.open(handler, 'invoices', 'GetItem', 'Query');
    storage.openIndex(handler, 'invoices', 'customer');
    api.serve(handler, summaryRoutes);
  }

  /** The page and the OpenAPI document are put into the function's bundle, so that they and the API are always of the same
   *  deployment. */
  private servePublic({ api }: PortalProps): void {
    const handler = new StageFunction(this, 'Public', {
      handler: 'portal/public',
      alarm: onErrors('Portal page errors'),
      addFiles: (folder) => {
        writePortalPage(folder);
        writeOpenApi(folder);
      },
    });
    api.serve(handler, publicRoutes);
  }
}
