import { once } from './idempotency.ts';
import { guardedHttpApi, type Implementations } from './plain-http-api.ts';
import type { Routes } from './route.ts';

export type { Implementations, Reply, Request } from './plain-http-api.ts';

/** The handler of routes of a stage. It honours `Idempotency-Key` on routes that create. */
export const httpApi = <R extends Routes>(routes: R, implementations: Implementations<R>) =>
  guardedHttpApi(routes, implementations, once);
