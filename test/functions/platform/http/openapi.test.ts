import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openApiDocument, type StageRoutes } from '../../../../functions/platform/http/openapi.ts';
import type { Route } from '../../../../functions/platform/http/route.ts';
import { documentedRoutes } from '../../../../functions/portal/documented-routes.ts';

const operation = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.object({ in: z.string(), name: z.string() })).default([]),
  requestBody: z.object({ required: z.boolean(), content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.unknown()).optional() })),
});
const documentSchema = z.object({
  openapi: z.string(),
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});

const stages: readonly StageRoutes[] = documentedRoutes;
const text = JSON.stringify(openApiDocument(stages, 'https://api.example.com/v1'));
const document = documentSchema.parse(JSON.parse(text));
const routes = stages.flatMap((stage) => Object.entries(stage.routes).map(([name, route]) => ({ name, route })));

const operationOf = ({ path, method }: Route) => {
  const found = document.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new TypeError(`${method} ${path} is not documented`);
  return found;
};
const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** Objects that a module of routes exports may be groups of routes: `{ name: { method, path, … } }`. */
const looseRoutes = z.record(z.string(), z.looseObject({ method: z.string(), path: z.string() }));
const routesIn = (module: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.values(module).flatMap((exported) => {
    const group = looseRoutes.safeParse(exported);
    return group.success ? Object.values(group.data).map(({ method, path }) => `${method} ${path}`) : [];
  });

describe('the OpenAPI document', () => {
  it('is of the address that was asked', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: 'https://api.example.com/v1' }]);
  });

  it('has every route that a stage defines', async () => {
    const folder = new URL('../../../../functions/', import.meta.url);
    const withRoutes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /(^|[-/])routes\.ts$/.test(file) && !file.endsWith('documented-routes.ts'),
    );
    const modules = await Promise.all(withRoutes.map((file) => import(new URL(file, folder).href)));
    const defined = new Set(modules.flatMap(routesIn));
    expect(withRoutes.length).toBeGreaterThan(5);
    expect(new Set(routes.map(({ route }) => nameOf(route)))).toEqual(defined);
  });

  it.each([
    ['POST', '/events/{source}/{id}/void', false],
    ['POST', '/subscriptions/{subscriptionId}/cancel', false],
    ['POST', '/customers', true],
    ['POST', '/events', true],
  ])('says whether the body may be left out: %s %s, required: %s', (method, path, required) => {
    const { route } = routes.find(({ route: one }) => nameOf(one) === `${method} ${path}`) ?? {};
    expect(route && operationOf(route).requestBody).toMatchObject({ required });
  });

  it('names each operation once', () => {
    const names = routes.map(({ route }) => operationOf(route).operationId);
    expect(new Set(names).size).toBe(routes.length);
  });
});

describe.each(routes.map(({ route }) => [nameOf(route), route] as const))('%s', (_, route) => {
  const { security, parameters, requestBody, responses } = operationOf(route);
  const names = (place: string) => parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);

  it('answers with its status, and with problems as problem+json', () => {
    const content = responses[route.status]?.content ?? {};
    expect(responses).toHaveProperty(String(route.status));
    if (route.response !== undefined) expect(content).toHaveProperty('application/json');
    if (route.produces !== undefined) expect(content).toHaveProperty([route.produces]);
    for (const [status, response] of Object.entries(responses)) {
      if (Number(status) >= 400) expect(Object.keys(response.content ?? {})).toEqual(['application/problem+json']);
    }
  });

  it('says who may call it', () => {
    if (route.access === 'open') {
      expect(security).toEqual([]);
      expect(responses).not.toHaveProperty('401');
      return;
    }
    expect(security[0]).toEqual({ key: [route.access] });
    expect(security.some((way) => 'portal' in way)).toBe(route.portal !== undefined);
    expect(responses).toHaveProperty('401');
    expect(responses).toHaveProperty('403');
  });

  it('names all that it takes', () => {
    expect(names('path')).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(names('header')).toEqual(route.creates ? ['Idempotency-Key'] : []);
    expect(requestBody !== undefined).toBe(route.body !== undefined || route.documentedBody !== undefined);
    if (route.query instanceof z.ZodObject) expect(names('query')).toEqual(Object.keys(route.query.shape));
    else expect(route.query).toBeUndefined();
  });
});
