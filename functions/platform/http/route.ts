import type * as z from 'zod';
import type { Scope } from '../../kernel/scope.ts';

/** One operation of the HTTP API. `lib/` makes an API Gateway method of it, `httpApi` the handler, and `openapi` a
 *  part of the document. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path below `/v1`. A parameter has the same name on every route: `{customerId}`, `{invoiceId}`, … */
  readonly path: `/${string}`;
  readonly access: Scope | 'open';
  /** Whether the holder of a portal link may call it. With `path`, `{customerId}` must be the customer of the link,
   *  which is checked before the handler runs; with `handler`, the handler itself compares with `caller.customerId`.
   *  Where it is left out, no link may. */
  readonly portal?: 'path' | 'handler';
  readonly summary: string;
  readonly body?: z.ZodType;
  /** The body by content type, for the document alone: the handler reads the text itself. */
  readonly documentedBody?: Readonly<Record<string, z.ZodType>>;
  readonly query?: z.ZodType;
  readonly response?: z.ZodType;
  /** The content type of an answer that is not JSON. */
  readonly produces?: 'text/html' | 'text/csv' | 'application/pdf';
  /** The status of a success. */
  readonly status: 200 | 201 | 202 | 204;
  /** Whether it honours `Idempotency-Key`: the same key and body give the first answer again. */
  readonly creates?: true;
}

export type Routes = Readonly<Record<string, Route>>;

/** Gives the routes back as they are, with the literal types of their schemas for `httpApi`. */
export const defineRoutes = <const R extends Routes>(routes: R): R => routes;
