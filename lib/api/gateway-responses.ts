import { answerHeaders } from '../../functions/platform/http/answer-headers-contract.ts';

/** Without a status, each refusal of the type keeps its own, which a response template cannot repeat in the body. RFC 9457
 *  allows leaving it out there. */
interface Refusal {
  readonly status?: number;
  readonly code: string;
  readonly detail: string;
  /** Seconds after which to come back. */
  readonly retryAfter?: number;
}

const refusals: Readonly<Record<string, Refusal>> = {
  UNAUTHORIZED: { status: 401, code: 'unauthorized', detail: 'Send a valid key as Authorization: Bearer <key>.' },
  ACCESS_DENIED: { status: 403, code: 'forbidden', detail: 'This key may not do that.' },
  MISSING_AUTHENTICATION_TOKEN: { status: 404, code: 'route_not_found', detail: 'There is no such route.' },
  THROTTLED: {
    status: 429,
    code: 'throttled',
    detail: 'Too many requests: send it again after a second, then with back-off.',
    retryAfter: 1,
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    code: 'request_too_large',
    detail: 'A request may have 5 MB, less if most of it are quotes: send its halves.',
  },
  DEFAULT_5XX: {
    status: 500,
    code: 'internal_error',
    detail: 'Something went wrong on our side; the same request can be sent again.',
  },
  DEFAULT_4XX: { code: 'request_refused', detail: 'The request cannot be taken.' },
};

const answerOf = ({ status, code, detail, retryAfter }: Refusal) => ({
  ...(status === undefined ? {} : { statusCode: status }),
  responseParameters: Object.fromEntries(
    Object.entries({
      ...answerHeaders,
      'content-type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    }).map(([header, value]) => [`gatewayresponse.header.${header}`, `'${value}'`]),
  ),
  responseTemplates: {
    'application/json': JSON.stringify({ type: `urn:meterline:problem:${code}`, title: detail, status, code, detail }),
  },
});

/** API Gateway's gateway responses by type: what it refuses by itself, before any function, is a problem response (RFC 9457)
 *  like that of a function. */
export const gatewayResponses = Object.fromEntries(
  Object.entries(refusals).map(([type, refusal]) => [type, answerOf(refusal)]),
);
