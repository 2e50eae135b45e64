import { errors, jwtVerify, SignJWT } from 'jose';
import { type CustomerId, customerId, isCustomerId } from '../../kernel/ids.ts';
import { fromMilliseconds, type Instant, toMilliseconds } from '../../kernel/instant.ts';

const issuer = 'meterline';
const audience = 'meterline-portal';
const algorithm = 'HS256';

/** Times in a JWT are whole seconds (RFC 7519, NumericDate). A fraction is cut off, so that a token never lives longer
 *  than was said. */
const seconds = (instant: Instant): number => Math.floor(toMilliseconds(instant) / 1000);

export interface PortalGrant {
  readonly customerId: CustomerId;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

/** The token of a signed link, which lets its bearer read the data of one customer until it expires.
 *  @param secret at least 32 bytes (RFC 7518, section 3.2) */
export const signPortalToken = (grant: PortalGrant, secret: Uint8Array): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(grant.customerId)
    .setIssuedAt(seconds(grant.issuedAt))
    .setExpirationTime(seconds(grant.expiresAt))
    .sign(secret);

/** Undefined for what has expired, is for something else, or is no token at all; `unknown_signer` where another secret has signed it. */
type Verdict = Omit<PortalGrant, 'issuedAt'> | 'unknown_signer' | undefined;

/** The customer whose token it is, and until when it holds.
 *  @param secrets of which one has signed it: the current one, and the one before the last rotation */
export const verifyPortalToken = async (
  token: string,
  secrets: readonly Uint8Array[],
  now: Instant,
): Promise<Verdict> => {
  for (const secret of secrets) {
    const verdict = await verifiedBy(secret, token, now);
    if (verdict !== 'unknown_signer') return verdict;
  }
  return 'unknown_signer';
};

const verifiedBy = async (secret: Uint8Array, token: string, now: Instant): Promise<Verdict> => {
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: [algorithm],
      issuer,
      audience,
      requiredClaims: ['sub', 'iat', 'exp'],
      currentDate: new Date(toMilliseconds(now)),
    });
    const { sub, exp } = payload;
    if (sub === undefined || exp === undefined || !isCustomerId(sub)) return undefined;
    return { customerId: customerId(sub), expiresAt: fromMilliseconds(exp * 1000) };
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return 'unknown_signer';
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};
