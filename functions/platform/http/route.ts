import type * as z from 'zod';
import type { Scope } from '../../kernel/scope.ts';

/** One operation of the HTTP API: `lib/` makes the API Gateway method of it, `httpApi` the handler, `openapi` the document. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v1`. A parameter has the same name on every route: `{customerId}`, `{invoiceId}`, … */
  readonly path: `/${string}`;
  readonly access: Scope | 'open';
  /** Whether a customer's portal token may call it. `path`: `{customerId}` must be the token's customer, checked before
   *  the handler runs; `handler`: the handler itself compares with `caller.customerId`. */
  readonly portal?: 'path' | 'handler';
  readonly summary: string;
  readonly body?: z.ZodType;
  /** Where the handler reads the text itself: for the document only, by content type. */
  readonly documentedBody?: Readonly<Record<string, z.ZodType>>;
  readonly query?: z.ZodType;
  readonly response?: z.ZodType;
  /** Content type of the answer where it is no JSON. */
  readonly produces?: 'text/html' | 'text/csv' | 'application/pdf';
  /** On success. */
  readonly status: 200 | 201 | 202 | 204;
  /** Honours `Idempotency-Key`: the same key and body give the first answer again. */
  readonly creates?: true;
}

export type Routes = Readonly<Record<string, Route>>;

/** Keeps the literal types of the schemas for `httpApi`. */
export const defineRoutes = <const R extends Routes>(routes: R): R => routes;
