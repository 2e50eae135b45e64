import { randomBytes } from 'node:crypto';
import { wallClock } from '../../platform/clock.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { listApiKeys, revokeApiKey, saveApiKey } from './access-store.ts';
import { keyHash, keyText } from './api-key.ts';
import { apiKeyRoutes } from './api-key-routes.ts';

/** No `Idempotency-Key` here: to repeat the answer, the key's text would have to be stored. */
export const handler = httpApi(apiKeyRoutes, {
  createApiKey: async ({ body }) => {
    const text = keyText(randomBytes(32));
    const key = { id: newId('key'), name: body.name, scopes: body.scopes, createdAt: wallClock(), revokedAt: null };
    await saveApiKey(key, keyHash(text));
    return { json: { ...key, key: text } };
  },
  listApiKeys: async ({ query }) => ({ json: await listApiKeys(query) }),
  revokeApiKey: async ({ parameters }) => ({ json: await revokeApiKey(parameters.keyId ?? '', wallClock()) }),
});
