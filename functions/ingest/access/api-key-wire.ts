import * as z from 'zod';
import { parseInstant } from '../../kernel/instant.ts';
import { scopes } from '../../kernel/scope.ts';
import type { ApiKey } from './api-key.ts';

/** A key as it is stored and answered. */
export const apiKeyWire = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: z.string(),
  /** Keys that were made before keys could expire have none. */
  expiresAt: z.string().nullable().default(null),
  revokedAt: z.string().nullable(),
});

export const apiKeyFromWire = ({ createdAt, expiresAt, revokedAt, ...key }: z.output<typeof apiKeyWire>): ApiKey => ({
  ...key,
  createdAt: parseInstant(createdAt),
  expiresAt: expiresAt === null ? null : parseInstant(expiresAt),
  revokedAt: revokedAt === null ? null : parseInstant(revokedAt),
});
