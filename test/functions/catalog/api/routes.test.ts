import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { routes } from '../../../../functions/catalog/api/routes.ts';
import type { Route } from '../../../../functions/platform/http/route.ts';

const all: readonly [string, Route][] = Object.entries(routes);

describe('the routes of the catalog', () => {
  it.each(all)('%s can be described as JSON Schema', (_, { body = z.object({}), query = z.object({}), response }) => {
    expect(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' })).toHaveProperty('type', 'object');
    expect(z.toJSONSchema(query, { io: 'input' })).toHaveProperty('type', 'object');
    expect(z.toJSONSchema(response ?? z.never(), { io: 'output' })).toHaveProperty('type', 'object');
  });

  it('what changes something needs the scope admin, what only looks the scope read', () => {
    for (const [, { method, access }] of all) expect(access).toBe(method === 'GET' ? 'read' : 'admin');
  });

  it('every POST honours Idempotency-Key', () => {
    for (const [, { method, creates }] of all) expect(creates).toBe(method === 'POST' ? true : undefined);
  });

  it('a portal link reads its own customer and discounts, and nothing else of the catalog', () => {
    expect(all.filter(([, { portal }]) => portal !== undefined).map(([name]) => name)).toEqual([
      'getCustomer',
      'listDiscounts',
    ]);
  });
});
