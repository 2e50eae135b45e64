import { z } from 'zod';
import { InvalidInput } from '../catalog/meterline-error.ts';

/** Query parameters of every list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().optional(),
});

/** A list's answer. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

const keySchema = z.record(z.string(), z.union([z.string(), z.number()]));
type Key = z.output<typeof keySchema>;

/** Opaque to clients: the key of the last item. */
export const cursorOf = (lastKey: Readonly<Record<string, unknown>> | undefined): string | null =>
  lastKey === undefined ? null : Buffer.from(JSON.stringify(lastKey)).toString('base64url');

/** @throws InvalidInput `invalid_cursor` */
export const startKeyOf = (cursor: string | undefined): Key | undefined => {
  if (cursor === undefined) return undefined;
  try {
    return keySchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new InvalidInput({
      code: 'invalid_cursor',
      pointer: '',
      detail: 'The cursor is not one that this list gave.',
    });
  }
};
