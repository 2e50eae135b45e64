import {
  APIGatewayClient,
  CreateDeploymentCommand,
  GatewayResponseType,
  PutGatewayResponseCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { GetRandomPasswordCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { z } from 'zod';
import { publicUrlVariable } from '../../functions/platform/contract.ts';
import { clientAt } from '../emulator/environment.ts';
import { LocalAwsError } from '../emulator/local-aws-error.ts';
import { type Mend, mendsOf } from './mends.ts';
import { apiUrlAt, stackName } from './stack.ts';
import type { Template } from './template.ts';

const responseTypes = z.enum(GatewayResponseType);

/** Applies to the deployed stack what the emulator's CloudFormation left out.
 *  @throws LocalAwsError deploy_failed, if a resource of the template is not there */
export const mend = async (endpoint: string, template: Template): Promise<void> => {
  const physical = await physicalIds(endpoint);
  const idOf = (logicalId: string) => {
    const id = physical.get(logicalId);
    if (id === undefined) throw new LocalAwsError('deploy_failed', `${logicalId} was not deployed`);
    return id;
  };
  for (const one of mendsOf(template)) await apply(one, idOf, endpoint);
};

const apply = async (mend: Mend, idOf: (logicalId: string) => string, endpoint: string): Promise<void> => {
  const at = clientAt(endpoint);
  switch (mend.kind) {
    case 'timeToLive': {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: mend.attribute };
      await new DynamoDBClient(at).send(
        new UpdateTimeToLiveCommand({ TableName: idOf(mend.table), TimeToLiveSpecification }),
      );
      return;
    }
    case 'secretWithoutPunctuation': {
      const client = new SecretsManagerClient(at);
      const { RandomPassword } = await client.send(
        new GetRandomPasswordCommand({
          PasswordLength: mend.length,
          ExcludePunctuation: true,
          ExcludeCharacters: mend.exclude,
        }),
      );
      await client.send(new PutSecretValueCommand({ SecretId: idOf(mend.secret), SecretString: RandomPassword }));
      return;
    }
    case 'publicUrl': {
      const restApiId = idOf(mend.restApi);
      const value = `${apiUrlAt(endpoint, restApiId)}/${mend.stage}`;
      const patchOperations = [{ op: 'replace', path: `/variables/${publicUrlVariable}`, value } as const];
      await new APIGatewayClient(at).send(
        new UpdateStageCommand({ restApiId, stageName: mend.stage, patchOperations }),
      );
      return;
    }
    case 'gatewayResponses': {
      const client = new APIGatewayClient(at);
      const restApiId = idOf(mend.restApi);
      for (const [name, { statusCode, ...response }] of Object.entries(mend.responses)) {
        const responseType = responseTypes.parse(name);
        const status = statusCode === undefined ? {} : { statusCode: String(statusCode) };
        await client.send(new PutGatewayResponseCommand({ restApiId, responseType, ...status, ...response }));
      }
      await client.send(new CreateDeploymentCommand({ restApiId, stageName: mend.stage }));
      return;
    }
    case 'sender':
      await new SESClient(at).send(new VerifyEmailIdentityCommand({ EmailAddress: mend.address }));
  }
};

/** Physical ids by logical id. */
const physicalIds = async (endpoint: string): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  const client = new CloudFormationClient(clientAt(endpoint));
  for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
    for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (LogicalResourceId && PhysicalResourceId) ids.set(LogicalResourceId, PhysicalResourceId);
    }
  }
  return ids;
};
