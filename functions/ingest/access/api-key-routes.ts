import * as z from 'zod';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { scopes } from '../../kernel/scope.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { list } from '../../platform/http/route-kinds.ts';
import { apiKeyWire } from './api-key-wire.ts';

export const apiKeyRoutes = defineRoutes({
  createApiKey: {
    method: 'POST',
    path: '/api-keys',
    access: 'admin',
    summary: 'Make an API key; the answer is the only time that it is shown',
    body: z.strictObject({
      name: z.string().min(1).max(200),
      scopes: z
        .array(z.string())
        .min(1)
        .superRefine((given, context) => {
          given.forEach((scope, index) => {
            if (scopes.some((known) => known === scope)) return;
            context.addIssue({
              code: 'custom',
              path: [index],
              params: { code: 'unknown_scope' },
              message: `There is no scope "${scope}": ${scopes.join(', ')}.`,
            });
          });
        })
        .transform((given) => scopes.filter((scope) => given.includes(scope))),
      expiresAt: instantSchema
        .nullable()
        .default(null)
        .meta({ description: 'The key is refused from then on; null: never', examples: ['2027-01-01T00:00:00Z'] }),
    }),
    response: apiKeyWire.extend({ key: z.string() }),
    status: 201,
  },
  listApiKeys: {
    method: 'GET',
    path: '/api-keys',
    access: 'admin',
    summary: 'List API keys, without the keys themselves',
    query: pageQuery,
    response: list(apiKeyWire),
    status: 200,
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/api-keys/{keyId}',
    access: 'admin',
    summary: 'Revoke an API key; it stops working within five minutes',
    response: apiKeyWire,
    status: 200,
  },
});
