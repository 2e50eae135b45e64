import type { Route } from '../platform/http/route.ts';

/** `POST /v1/events` as its handler needs it. `routes.ts` adds what the document says of bodies and answers; that
 *  takes zod, which is kept out of the bundle of this handler. */
export const sendEvents = {
  method: 'POST',
  path: '/events',
  access: 'ingest',
  summary: 'Send one usage event or a batch of up to 1,000, as CloudEvents 1.0',
  status: 202,
} as const satisfies Route;
