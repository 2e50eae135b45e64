import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, it } from 'vitest';
import { Api } from '../../lib/api/api.ts';
import { production } from '../../lib/config.ts';
import { Portal } from '../../lib/portal.ts';
import { Storage } from '../../lib/storage.ts';
import { methodsOf } from './methods.ts';
import { rightsOfRole } from './rights.ts';

const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
const storage = new Storage(stack, 'Storage');
const api = new Api(stack, 'Api', production);
const bus = new EventBus(stack, 'Bus');
const portalSecret = new Secret(stack, 'LinkSecret');
new Portal(stack, 'Portal', { config: production, storage, api, bus, portalSecret });
const template = Template.fromStack(stack);

/** What the function of that name may do, as `action on resource`, without writing logs and traces. */
const rightsOf = (name: string): readonly string[] =>
  rightsOfRole(template, `Portal${name}`)
    .map(({ action, resource }) => {
      const text = JSON.stringify(resource);
      return `${action} ${/"(Storage[A-Z][a-z]+|LinkSecret)/.exec(text)?.[1] ?? text}`;
    })
    .toSorted();

const functionOf = (name: string) =>
  Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) => id.startsWith(`Portal${name}`))?.[1];

describe('each function may do what it does, and no more', () => {
  it('the one that makes links reads customers and the secret, and remembers no token', () => {
    expect(rightsOf('Sessions')).toEqual([
      'dynamodb:GetItem StorageCatalog',
      'secretsmanager:DescribeSecret LinkSecret',
      'secretsmanager:GetSecretValue LinkSecret',
    ]);
  });

  it('the one that summarizes only reads, and not the secret', () => {
    expect(rightsOf('Summary')).toEqual([
      'dynamodb:GetItem StorageCatalog',
      'dynamodb:GetItem StorageInvoices',
      'dynamodb:GetItem StorageUsage',
      'dynamodb:Query StorageInvoices',
      'dynamodb:Query StorageInvoices',
      'dynamodb:Query StorageUsage',
    ]);
  });

  it('the open one may do nothing at all', () => {
    expect(rightsOf('Public')).toEqual([]);
    expect(JSON.stringify(functionOf('Public'))).not.toContain('_TABLE');
  });
});

describe('routes', () => {
  it.each(['portal', 'openapi.json', 'health'])('/%s is open', (path) => {
    expect(methodsOf(template)).toContainEqual({
      route: `GET /${path}`,
      authorized: false,
      inLane: false,
      handler: expect.stringMatching(/^PortalPublic/),
    });
  });
});

it.each(['Portal link errors', 'Summary errors', 'Portal page errors'])('an alarm names its heading: %s', (heading) => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: `RUNBOOK.md: ${heading}` });
});
