import { createHash } from 'node:crypto';
import type { Instant } from '../../kernel/instant.ts';
import type { Scope } from '../../kernel/scope.ts';

/** A key as it is stored: without its text. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Instant;
  /** From then on it is refused; null: it holds until it is revoked. */
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** SHA-256 of the text of a key, in hex. A key has 256 random bits, so that a slow hash would add nothing. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Makes the text of a key out of 32 random bytes. */
export const keyText = (random: Uint8Array): string => `ml_${Buffer.from(random).toString('base64url')}`;

/** The credential of an Authorization header (RFC 6750, 2.1). */
export const bearerOf = (header: string): string | undefined => /^Bearer +(\S+) *$/i.exec(header)?.[1];
