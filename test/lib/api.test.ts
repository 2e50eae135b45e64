import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../functions/platform/route.ts';
import { documentedRoutes } from '../../functions/portal/documented-routes.ts';
import { production } from '../../lib/config.ts';
import { MeterlineStack } from '../../lib/meterline-stack.ts';

const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const template = Template.fromStack(new MeterlineStack(app, 'Test', { config: production }));

const reference = z.object({ Ref: z.string() });
const resourceSchema = z.object({ Properties: z.object({ PathPart: z.string(), ParentId: z.unknown() }) });
const methodSchema = z.object({
  Properties: z.object({
    HttpMethod: z.string(),
    ResourceId: z.unknown(),
    AuthorizationType: z.string(),
    AuthorizerId: reference.optional(),
  }),
});

const resources = template.findResources('AWS::ApiGateway::Resource');
const pathOf = (id: unknown): string => {
  const ref = reference.safeParse(id).data?.Ref ?? '';
  const resource = resourceSchema.safeParse(resources[ref]).data?.Properties;
  return resource === undefined ? '' : `${pathOf(resource.ParentId)}/${resource.PathPart}`;
};
const methods = Object.values(template.findResources('AWS::ApiGateway::Method')).map((method) => {
  const { HttpMethod, ResourceId, AuthorizationType, AuthorizerId } = methodSchema.parse(method).Properties;
  return {
    route: `${HttpMethod} ${pathOf(ResourceId)}`,
    authorized: AuthorizationType === 'CUSTOM' && AuthorizerId !== undefined,
  };
});
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
});

describe('what API Gateway refuses by itself is a problem as of RFC 9457', () => {
  const responseSchema = z.object({
    Properties: z.object({
      ResponseType: z.string(),
      StatusCode: z.string().optional(),
      ResponseParameters: z.record(z.string(), z.string()),
      ResponseTemplates: z.record(z.string(), z.string()),
    }),
  });
  const responses = Object.values(template.findResources('AWS::ApiGateway::GatewayResponse')).map(
    (response) => responseSchema.parse(response).Properties,
  );

  it.each(responses.map((response) => [response.ResponseType, response] as const))('%s', (_, response) => {
    expect(Object.values(response.ResponseParameters)).toEqual(["'application/problem+json'"]);
    const problem: unknown = JSON.parse(response.ResponseTemplates['application/json'] ?? '');
    expect(problem).toMatchObject({
      type: expect.stringMatching(/^urn:meterline:problem:[a-z_]+$/),
      title: expect.any(String),
      detail: expect.any(String),
      code: expect.stringMatching(/^[a-z_]+$/),
    });
    if (response.StatusCode !== undefined) expect(problem).toMatchObject({ status: Number(response.StatusCode) });
  });

  it('whatever it is', () => {
    expect(responses.map(({ ResponseType }) => ResponseType)).toEqual(
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

describe('least privilege, in the whole stack', () => {
  const policySchema = z.object({
    Properties: z.object({
      PolicyDocument: z.object({
        Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]), Effect: z.string() })),
      }),
    }),
  });

  it('no policy has a wildcard action', () => {
    const actions = Object.values(template.findResources('AWS::IAM::Policy'))
      .flatMap((policy) => policySchema.parse(policy).Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => Action);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});
