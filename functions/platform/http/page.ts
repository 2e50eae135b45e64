import * as z from 'zod';

export { cursorOf, type Page, startKeyOf } from '../table/cursor.ts';

/** The query parameters of every list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().optional(),
});
