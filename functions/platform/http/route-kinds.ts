import * as z from 'zod';
import { pageQuery } from './page.ts';
import type { Route } from './route.ts';

/** A route that makes something, and honours `Idempotency-Key`. */
export const creating = {
  method: 'POST',
  access: 'admin',
  status: 201,
  creates: true,
} as const satisfies Partial<Route>;

/** A route that shows something. */
export const reading = { method: 'GET', access: 'read', status: 200 } as const satisfies Partial<Route>;

/** A route that shows a list page by page. */
export const listing = { ...reading, query: pageQuery } as const satisfies Partial<Route>;

/** One page of a list, as it is answered; the cursor is null on the last page. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });
