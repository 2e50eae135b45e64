import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { answerHeaders } from './answer-headers-contract.ts';
import type { NextPage, Reply, Request } from './request.ts';
import type { Route } from './route.ts';
import { queryParameters } from './sound-request.ts';

class NotAcceptable extends MeterlineError {
  readonly code = 'not_acceptable';
  readonly kind = 'not_acceptable';
}

/** Prints a reply, and seals the cursor of the next page.
 *  @throws NotAcceptable for bytes that would not arrive as such */
export const answerOf = (
  route: Route,
  reply: Reply,
  request: Request<Route>,
  event: APIGatewayProxyEvent,
): APIGatewayProxyResult => {
  if ('binary' in reply) {
    assertAccepts(request.headers.accept ?? '', reply.contentType);
    return {
      statusCode: route.status,
      headers: { ...answerHeaders, 'content-type': reply.contentType, ...reply.headers },
      body: Buffer.from(reply.binary).toString('base64'),
      isBase64Encoded: true,
    };
  }
  const { path } = route;
  const { parameters, seal } = request;
  if ('content' in reply) {
    const { content, contentType, status = route.status, headers, next } = reply;
    return {
      statusCode: status,
      headers: {
        ...answerHeaders,
        'content-type': contentType,
        ...headers,
        ...(next === undefined ? {} : { link: linkTo(route, request, next) }),
      },
      body: content,
    };
  }
  const sealedJson = isPage(reply.json)
    ? { ...reply.json, nextCursor: seal({ path, parameters, query: queryParameters(event) }, reply.json.nextCursor) }
    : reply.json;
  return {
    statusCode: reply.status ?? route.status,
    headers: { ...answerHeaders, 'content-type': 'application/json', ...reply.headers },
    body: JSON.stringify(sealedJson),
  };
};

/** Whether more pages follow. */
const isPage = (json: unknown): json is { readonly nextCursor: string } =>
  typeof json === 'object' && json !== null && 'nextCursor' in json && typeof json.nextCursor === 'string';

const linkTo = (
  { path }: Route,
  { baseUrl, parameters, seal }: Request<Route>,
  { query, cursor }: NextPage,
): string => {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parameters[name] ?? ''));
  const search = new URLSearchParams({ ...query, cursor: seal({ path, parameters, query }, cursor) });
  return `<${baseUrl}${place}?${search}>; rel="next"`;
};

const assertAccepts = (accept: string, contentType: string): void => {
  const [first = ''] = accept.split(/[,;]/);
  if (first.trim().toLowerCase() === contentType) return;
  throw new NotAcceptable(
    `Send "Accept: ${contentType}", alone or first: bytes are handed out only to who asks for them.`,
  );
};
