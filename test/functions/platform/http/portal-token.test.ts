import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { signPortalToken, verifyPortalToken } from '../../../../functions/platform/http/portal-token.ts';

const secret = new TextEncoder().encode('a secret of forty-three characters, at least');
const other = new TextEncoder().encode('another secret of more than forty characters');
const grant = {
  customerId: customerId('cust_8821'),
  issuedAt: parseInstant('2026-10-03T12:00:00Z'),
  expiresAt: parseInstant('2026-10-03T13:00:00Z'),
};
const during = parseInstant('2026-10-03T12:59:59Z');

const forged = (change: (jwt: SignJWT) => SignJWT, alg = 'HS256') =>
  change(
    new SignJWT({})
      .setProtectedHeader({ alg })
      .setIssuer('meterline')
      .setAudience('meterline-portal')
      .setSubject('cust_8821')
      .setIssuedAt(1_790_000_000)
      .setExpirationTime(1_900_000_000),
  ).sign(secret);

describe('a portal token opens one customer’s data until it expires', () => {
  it('is good until the second before it expires', async () => {
    expect(await verifyPortalToken(await signPortalToken(grant, secret), [secret], during)).toMatchObject({
      customerId: 'cust_8821',
    });
  });

  it('is refused from its expiry on', async () => {
    expect(await verifyPortalToken(await signPortalToken(grant, secret), [secret], grant.expiresAt)).toBeUndefined();
  });

  it('is refused when another secret signed it, and that is told, since it may be a newer one', async () => {
    const token = await signPortalToken(grant, other);
    expect(await verifyPortalToken(token, [secret], during)).toBe('unknown_signer');
    expect(await verifyPortalToken(`${token.slice(0, -2)}AA`, [secret, other], during)).toBe('unknown_signer');
  });

  it.each([
    ['the current secret', secret],
    ['the one before it', other],
  ])('is good when %s signed it, until it expires', async (_, signer) => {
    const token = await signPortalToken(grant, signer);
    expect(await verifyPortalToken(token, [secret, other], during)).toMatchObject({ customerId: 'cust_8821' });
    expect(await verifyPortalToken(token, [secret, other], grant.expiresAt)).toBeUndefined();
  });

  it.each([
    ['another issuer', (jwt: SignJWT) => jwt.setIssuer('somebody')],
    ['another audience', (jwt: SignJWT) => jwt.setAudience('another-service')],
    ['a subject that is no customer id', (jwt: SignJWT) => jwt.setSubject('a/b#c')],
  ])('is refused for %s, though the signature is right', async (_, change) => {
    expect(await verifyPortalToken(await forged(change), [secret], during)).toBeUndefined();
  });

  it('is refused for another algorithm, though the signature is right', async () => {
    const sameSecret = await forged((jwt) => jwt, 'HS512');
    expect(await verifyPortalToken(sameSecret, [secret], during)).toBeUndefined();
    expect(await verifyPortalToken(await forged((jwt) => jwt), [secret], during)).toMatchObject({
      customerId: 'cust_8821',
    });
  });

  it('is refused without expiry or without subject', async () => {
    const bare = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setIssuer('meterline');
    const token = await bare.setAudience('meterline-portal').setIssuedAt(1_790_000_000).sign(secret);
    expect(await verifyPortalToken(token, [secret], during)).toBeUndefined();
  });

  it.each([['text'], ['a.b.c'], ['eyJhbGciOiJub25lIn0.eyJzdWIiOiJjdXN0Xzg4MjEifQ.']])(
    'is refused: %s',
    async (token) => {
      expect(await verifyPortalToken(token, [secret], during)).toBeUndefined();
    },
  );
});
