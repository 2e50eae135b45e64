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
  revokedAt: z.string().nullable(),
});

export const apiKeyFromWire = ({ createdAt, revokedAt, ...key }: z.output<typeof apiKeyWire>): ApiKey => ({
  ...key,
  createdAt: parseInstant(createdAt),
  revokedAt: revokedAt === null ? null : parseInstant(revokedAt),
});
