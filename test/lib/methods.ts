import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';

const operation = z.object({
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  'x-amazon-apigateway-integration': z.object({
    type: z.literal('aws_proxy'),
    httpMethod: z.literal('POST'),
    uri: z.unknown(),
  }),
});
const keyScheme = z.object({
  type: z.string(),
  name: z.string(),
  in: z.string(),
  'x-amazon-apigateway-authtype': z.string(),
  'x-amazon-apigateway-authorizer': z.object({
    type: z.string(),
    authorizerUri: z.unknown(),
    identityValidationExpression: z.string(),
    authorizerResultTtlInSeconds: z.number(),
  }),
});
const laneScheme = z.strictObject({ type: z.literal('apiKey'), name: z.literal('x-api-key'), in: z.literal('header') });
const gatewayResponse = z.object({
  statusCode: z.number().optional(),
  responseParameters: z.record(z.string(), z.string()),
  responseTemplates: z.record(z.string(), z.string()),
});
const restApi = z.object({
  Properties: z.object({
    Body: z.object({
      paths: z.record(z.string(), z.record(z.string(), operation)),
      components: z.object({ securitySchemes: z.object({ Key: keyScheme.optional(), Lane: laneScheme.optional() }) }),
      'x-amazon-apigateway-api-key-source': z.literal('AUTHORIZER'),
      'x-amazon-apigateway-gateway-responses': z.record(z.string(), gatewayResponse),
    }),
  }),
});

/** The OpenAPI body of the template's one API. */
export const bodyOf = (template: Template) => {
  const [found] = Object.values(template.findResources('AWS::ApiGateway::RestApi'));
  return restApi.parse(found).Properties.Body;
};

export interface Method {
  /** `GET /plans` */
  readonly route: string;
  readonly authorized: boolean;
  /** Whether API Gateway limits it by the caller's lane. */
  readonly inLane: boolean;
  /** The function's name in the template, with the hash at its end. */
  readonly handler: string;
}

/** The function that an invocation URI names. */
export const functionIn = (uri: unknown): string =>
  /:lambda:path\/2015-03-31\/functions\/",\{"Fn::GetAtt":\["(\w+)","Arn"\]\},"\/invocations"/.exec(
    JSON.stringify(uri),
  )?.[1] ?? '';

/** Every method of the API. */
export const methodsOf = (template: Template): readonly Method[] => {
  const { paths, components } = bodyOf(template);
  const names = Object.keys(components.securitySchemes);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, 'x-amazon-apigateway-integration': integration }]) => ({
      route: `${method.toUpperCase()} ${path}`,
      authorized: names.includes('Key') && security.some((one) => 'Key' in one),
      inLane: names.includes('Lane') && security.some((one) => 'Lane' in one),
      handler: functionIn(integration.uri),
    })),
  );
};
