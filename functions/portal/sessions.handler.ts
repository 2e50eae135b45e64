import { requireCustomer } from '../catalog/customer/customer-store.ts';
import { portalSecretVariable } from '../ingest/access/access-contract.ts';
import { wallClock } from '../platform/clock.ts';
import { httpApi } from '../platform/http/http-api.ts';
import { signPortalToken } from '../platform/http/portal-token.ts';
import { secret } from '../platform/secret.ts';
import { expiryOf } from './expiry.ts';
import { sessionRoutes } from './routes.ts';

export const handler = httpApi(sessionRoutes, {
  createPortalSession: async ({ body, baseUrl }) => {
    const customer = await requireCustomer(body.customerId);
    const issuedAt = wallClock();
    const expiresAt = expiryOf(issuedAt, body.expiresInMinutes);
    const key = new TextEncoder().encode(await secret(portalSecretVariable));
    const token = await signPortalToken({ customerId: customer.id, issuedAt, expiresAt }, key);
    return { json: { url: `${baseUrl}/portal#token=${token}`, token, expiresAt } };
  },
});
