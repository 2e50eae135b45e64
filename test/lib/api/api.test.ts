import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { laneOf } from '../../../functions/ingest/access/lane.ts';
import type { Route, Routes } from '../../../functions/platform/http/route.ts';
import { documentedRoutes } from '../../../functions/portal/documented-routes.ts';
import { Api } from '../../../lib/api/api.ts';
import { production } from '../../../lib/config.ts';
import { MeterlineStack } from '../../../lib/meterline-stack.ts';
import { coveredBy } from '../../../lib/stage/alarms.ts';
import { StageFunction } from '../../../lib/stage/stage-function.ts';
import { bodyOf, methodsOf } from '../methods.ts';
import { rightsIn } from '../rights.ts';

const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const template = Template.fromStack(new MeterlineStack(app, 'Test', { config: production }));

const methods = methodsOf(template);
const permissionSchema = z.object({
  Properties: z.object({
    FunctionName: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
    Principal: z.string(),
    SourceArn: z.unknown().optional(),
  }),
});
const isOfAuthorizer = (arn: unknown): boolean => JSON.stringify(arn).includes('/authorizers/*');
const routes: readonly Route[] = documentedRoutes.flatMap(({ routes }) => Object.values(routes));
const named = (some: readonly Route[]) => some.map(({ method, path }) => `${method} ${path}`).toSorted();

describe('the API of the whole stack', () => {
  it('has a method for every route, and no other', () => {
    expect(methods.map(({ route }) => route).toSorted()).toEqual(named(routes));
  });

  it('asks the authorizer on every route that is not open, and on no open one', () => {
    const guarded = methods.filter(({ authorized }) => authorized).map(({ route }) => route);
    expect(guarded.toSorted()).toEqual(named(routes.filter(({ access }) => access !== 'open')));
  });

  it('is open only where the design says so: health, the document, and the portal’s page', () => {
    const open = methods.filter(({ authorized }) => !authorized).map(({ route }) => route);
    expect(open.filter((route) => !/^GET \/(health|openapi\.json|portal)/.test(route))).toEqual([]);
  });

  it('answers below /v1', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'v1', TracingEnabled: true });
  });

  it('takes an invoice as PDF for what it is, and not for text', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['application/pdf'] });
  });

  it('may call each function that answers a route, by one permission for all its routes', () => {
    const called = Object.values(template.findResources('AWS::Lambda::Permission'))
      .map((permission) => permissionSchema.parse(permission).Properties)
      .filter(({ Principal, SourceArn }) => Principal === 'apigateway.amazonaws.com' && !isOfAuthorizer(SourceArn))
      .map(({ FunctionName }) => FunctionName['Fn::GetAtt'][0]);
    expect(called.toSorted()).toEqual([...new Set(methods.map(({ handler }) => handler))].toSorted());
  });
});

describe('how many requests are taken', () => {
  it('of all callers together', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [
        Match.objectLike({
          ResourcePath: '/*',
          HttpMethod: '*',
          ThrottlingRateLimit: 4000,
          ThrottlingBurstLimit: 2000,
        }),
      ],
    });
  });

  it('of the keys and of the customers of one lane', () => {
    const plans = Object.values(template.findResources('AWS::ApiGateway::UsagePlan')).map(
      ({ Properties }) => Properties,
    );
    expect(plans.map(({ Throttle }) => Throttle)).toEqual([
      { RateLimit: 1000, BurstLimit: 1000 },
      { RateLimit: 100, BurstLimit: 200 },
    ]);
    const stage = { Ref: Object.keys(template.findResources('AWS::ApiGateway::Stage'))[0] };
    for (const { ApiStages } of plans) expect(ApiStages).toMatchObject([{ Stage: stage }]);
  });

  it('every route that asks the authorizer is in the lane that it names, and no other is', () => {
    expect(methods.filter(({ authorized, inLane }) => authorized !== inLane)).toEqual([]);
    expect(bodyOf(template)['x-amazon-apigateway-api-key-source']).toBe('AUTHORIZER');
  });

  it('the lanes that the authorizer names are those of the plans: 16 for keys and 4 for customers', () => {
    const [prefix] = Object.values(template.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment.Variables.LANE_PREFIX)
      .filter((found) => found !== undefined);
    const wanted = [...Array(16).keys()].map((lane) => `key-${lane}`);
    wanted.push(...[...Array(4).keys()].map((lane) => `portal-${lane}`));
    const named = Object.values(template.findResources('AWS::ApiGateway::ApiKey')).map(
      ({ Properties }) => Properties.Value,
    );
    expect(named).toEqual(wanted.map((lane) => ({ 'Fn::Join': ['', [prefix, `-${lane}`]] })));
    template.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 20);
  });

  it('each lane is open and in the plan of its kind: API Gateway answers 403 to all callers of one that is not', () => {
    const plans = Object.keys(template.findResources('AWS::ApiGateway::UsagePlan'));
    const keys = template.findResources('AWS::ApiGateway::ApiKey');
    const planned = Object.values(template.findResources('AWS::ApiGateway::UsagePlanKey')).map(({ Properties }) => {
      const lane = keys[Properties.KeyId.Ref]?.Properties;
      const [, kind] = /-(key|portal)-\d+"/.exec(JSON.stringify(lane?.Value)) ?? [];
      return { open: lane?.Enabled, type: Properties.KeyType, kind, plan: plans.indexOf(Properties.UsagePlanId.Ref) };
    });
    for (const one of planned)
      expect(one).toEqual({ open: true, type: 'API_KEY', kind: one.kind, plan: one.kind === 'key' ? 0 : 1 });
  });

  it('a lane’s name is a value that API Gateway takes for a key: 20 to 128 characters', () => {
    const prefix = '01234567-89ab-cdef-0123-456789abcdef';
    for (const name of [laneOf('key', 'key_1', prefix), laneOf('portal', 'cust_1', prefix)])
      expect(name).toMatch(/^[\w-]{20,128}$/);
  });
});

it('the log of requests names the key, or the customer of the link', () => {
  const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
  expect(JSON.parse(stage?.Properties.AccessLogSetting.Format)).toMatchObject({
    requestId: '$context.requestId',
    keyId: '$context.authorizer.keyId',
    customerId: '$context.authorizer.customerId',
    path: '$context.path',
    status: '$context.status',
  });
});

describe('what API Gateway refuses by itself is a problem as of RFC 9457', () => {
  const responses = bodyOf(template)['x-amazon-apigateway-gateway-responses'];

  it.each(Object.entries(responses))('%s', (_, { statusCode, responseParameters, responseTemplates }) => {
    expect(responseParameters).toMatchObject({
      'gatewayresponse.header.content-type': "'application/problem+json'",
      'gatewayresponse.header.cache-control': "'no-store'",
      'gatewayresponse.header.strict-transport-security': "'max-age=31536000'",
    });
    const problem: unknown = JSON.parse(responseTemplates['application/json'] ?? '');
    expect(problem).toMatchObject({
      type: expect.stringMatching(/^urn:meterline:problem:[a-z_]+$/),
      title: expect.any(String),
      detail: expect.any(String),
      code: expect.stringMatching(/^[a-z_]+$/),
    });
    if (statusCode !== undefined) expect(problem).toMatchObject({ status: statusCode });
  });

  it('too many requests: with the time to come back', () => {
    expect(responses.THROTTLED).toMatchObject({
      statusCode: 429,
      responseParameters: { 'gatewayresponse.header.retry-after': "'1'" },
    });
  });

  it('whatever it is', () => {
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining([
        'DEFAULT_4XX',
        'DEFAULT_5XX',
        'UNAUTHORIZED',
        'ACCESS_DENIED',
        'REQUEST_TOO_LARGE',
        'THROTTLED',
      ]),
    );
  });
});

describe('a route more or less', () => {
  const apiOf = (routes: Routes, authorized = false) => {
    const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
    const api = new Api(stack, 'Api', production);
    const functionNamed = (id: string) =>
      new StageFunction(stack, id, { handler: 'rate/quotes', alarm: coveredBy('Another') });
    api.serve(functionNamed('Handler'), routes);
    if (authorized) {
      api.authorizeWith({ handler: functionNamed('Authorizer'), resultsCacheTtl: Duration.minutes(5) });
    }
    return { api, stack, functionNamed };
  };
  const deploymentOf = ({ stack }: ReturnType<typeof apiOf>): string | undefined =>
    Object.keys(Template.fromStack(stack).findResources('AWS::ApiGateway::Deployment'))[0];
  const plans: Route = { method: 'GET', path: '/plans', access: 'read', summary: 'Plans', status: 200 };
  const plan: Route = { ...plans, path: '/plans/{planId}' };

  it('is a deployment more, and no change is none', () => {
    const before = deploymentOf(apiOf({ plans }));
    expect(before).toBeDefined();
    expect(deploymentOf(apiOf({ plans }))).toBe(before);
    expect(deploymentOf(apiOf({ plans, plan }))).not.toBe(before);
    expect(deploymentOf(apiOf({ plans: { ...plans, method: 'POST' } }))).not.toBe(before);
  });

  it('so is an authorizer, though it comes after the routes, and a route that asks it no more', () => {
    const before = deploymentOf(apiOf({ plans }));
    const guarded = apiOf({ plans }, true);
    expect(methodsOf(Template.fromStack(guarded.stack))).toMatchObject([{ route: 'GET /plans', authorized: true }]);
    expect(deploymentOf(guarded)).not.toBe(before);
    expect(deploymentOf(apiOf({ plans: { ...plans, access: 'open' } }, true))).not.toBe(deploymentOf(guarded));
  });

  it('two functions cannot answer the same one', () => {
    const { api, stack, functionNamed } = apiOf({ plans });
    api.serve(functionNamed('Other'), { plan, again: plans });
    expect(() => Template.fromStack(stack)).toThrow('GET /plans is served by two functions');
  });
});

describe('least privilege, in the whole stack', () => {
  it('no policy has a wildcard action', () => {
    const actions = rightsIn(template).map(({ action }) => action);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});
