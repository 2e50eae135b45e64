import * as z from 'zod';
import {
  createDocument,
  type oas31,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Route, Routes } from './route.ts';

/** Routes of one stage. Their operations are tagged with its name. */
export interface StageRoutes {
  readonly stage: string;
  readonly routes: Routes;
}

const mistake = z.object({ code: z.string(), pointer: z.string(), detail: z.string() });

const problemSchema = z
  .object({
    type: z.string().meta({ examples: ['urn:meterline:problem:time_without_offset'] }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable: part of the API', examples: ['time_without_offset'] }),
    detail: z.string(),
    pointer: z.string().optional().meta({ description: 'JSON pointer (RFC 6901) of the first mistake' }),
    errors: z.array(mistake).optional(),
  })
  .meta({ id: 'Problem', description: 'Problem details as of RFC 9457' });

const refusal = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const idempotencyKey = z
  .string()
  .optional()
  .meta({ description: 'The same key and body give the first answer again, for 24 hours' });

/** The OpenAPI document of the whole API, made of what its routes say.
 *  @param serverUrl where the caller reached the API */
export const openApiDocument = (stages: readonly StageRoutes[], serverUrl: string): oas31.OpenAPIObject =>
  createDocument(documentOf(stages, serverUrl), {
    // A client must take fields that a later version adds.
    override: ({ jsonSchema, io }) => {
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });

const documentOf = (stages: readonly StageRoutes[], serverUrl: string): ZodOpenApiObject => ({
  openapi: '3.1.0',
  info: {
    title: 'Meterline',
    version: '1',
    description:
      'Metered billing: usage events in, invoices out. Amounts and quantities are decimal strings, times RFC 3339.',
  },
  servers: [{ url: serverUrl }],
  tags: stages.map(({ stage }) => ({ name: stage })),
  paths: pathsOf(stages),
  components: {
    securitySchemes: {
      key: { type: 'http', scheme: 'bearer', description: 'An API key with the scope that the operation names' },
      portal: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: "A portal link's token" },
    },
  },
});

const pathsOf = (stages: readonly StageRoutes[]): ZodOpenApiPathsObject => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { stage, routes } of stages) {
    for (const [name, route] of Object.entries(routes)) {
      const operations = paths[route.path] ?? {};
      operations[route.method.toLowerCase()] = operationOf(stage, name, route);
      paths[route.path] = operations;
    }
  }
  return paths;
};

const operationOf = (stage: string, name: string, route: Route): ZodOpenApiOperationObject => ({
  operationId: name,
  tags: [stage],
  summary: route.summary,
  security: securityOf(route),
  requestParams: {
    ...pathParameters(route),
    ...(route.query instanceof z.ZodObject ? { query: route.query } : {}),
    ...(route.creates ? { header: z.object({ 'Idempotency-Key': idempotencyKey }) } : {}),
  },
  ...requestBody(route),
  responses: { [route.status]: success(route), ...refusals(route) },
});

const requestBody = ({ body, documentedBody }: Route): Pick<ZodOpenApiOperationObject, 'requestBody'> => {
  const schemas = documentedBody ?? (body === undefined ? undefined : { 'application/json': body });
  if (schemas === undefined) return {};
  const content = Object.entries(schemas).map(([type, schema]) => [type, { schema }] as const);
  // An empty body is an object without fields. Where that would do, the body may be left out.
  const required = body === undefined || !body.safeParse({}).success;
  return { requestBody: { required, content: Object.fromEntries(content) } };
};

const securityOf = ({ access, portal }: Route): oas31.SecurityRequirementObject[] => {
  if (access === 'open') return [];
  return portal === undefined ? [{ key: [access] }] : [{ key: [access] }, { portal: [] }];
};

const parameterNames = ({ path }: Route): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

const pathParameters = (route: Route): NonNullable<ZodOpenApiOperationObject['requestParams']> => {
  const names = parameterNames(route);
  if (names.length === 0) return {};
  return { path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) };
};

const success = ({ status, response, produces }: Route) => ({
  description: descriptions[status],
  ...(produces === undefined ? {} : { content: { [produces]: { schema: z.string() } } }),
  ...(response === undefined ? {} : { content: { 'application/json': { schema: response } } }),
});

const descriptions = { 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'Done, no content' } as const;

/** The refusals that `httpApi` and API Gateway may answer instead. */
const refusals = (route: Route): ZodOpenApiResponsesObject => {
  const writes = route.method !== 'GET';
  return {
    ...(writes || route.query ? { 400: refusal('Bad input: `code` says what, `pointer` where') } : {}),
    ...(route.access === 'open'
      ? {}
      : { 401: refusal('No valid key'), 403: refusal('The key or link may not do that') }),
    ...(writes || parameterNames(route).length > 0
      ? { 404: refusal('Something named in the request is not there') }
      : {}),
    ...(writes ? { 409: refusal('In conflict with what is there'), 413: refusal('The request is too large') } : {}),
    429: refusal('Too many requests: try again with back-off'),
    500: refusal('Our mistake: the same request can be sent again'),
    503: refusal('Not now: try again after `Retry-After` seconds'),
  };
};
