import { randomBytes } from 'node:crypto';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { listApiKeys, revokeApiKey, saveApiKey } from './access-store.ts';
import { keyHash, keyText } from './api-key.ts';
import { apiKeyRoutes } from './api-key-routes.ts';

/** No `Idempotency-Key` here: to repeat the answer, the key's text would have to be stored. */
export const handler = httpApi(apiKeyRoutes, {
  createApiKey: async ({ body }) => {
    const createdAt = wallClock();
    if (body.expiresAt !== null && body.expiresAt <= createdAt) {
      const detail = 'A key expires in the future: this one would never work.';
      throw new InvalidInput({ code: 'expires_in_past', pointer: '/expiresAt', detail });
    }
    const text = keyText(randomBytes(32));
    const { name, scopes, expiresAt } = body;
    const key = { id: newId('key'), name, scopes, createdAt, expiresAt, revokedAt: null };
    await saveApiKey(key, keyHash(text));
    return { json: { ...key, key: text } };
  },
  listApiKeys: async ({ query }) => ({ json: await listApiKeys(query) }),
  revokeApiKey: async ({ parameters }) => ({ json: await revokeApiKey(parameters.keyId ?? '', wallClock()) }),
});
