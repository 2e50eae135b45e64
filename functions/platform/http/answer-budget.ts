import type { APIGatewayProxyResult } from 'aws-lambda';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import type { Reply, Request } from './request.ts';
import type { Route } from './route.ts';

/** Bytes of an answer as Lambda hands it on: JSON in which the body is a text, so that each quote in it takes two. Lambda ends a
 *  call with an error above 6,291,556 of them. */
const answerBytes = 5_500_000;

class AnswerTooLarge extends MeterlineError {
  readonly code = 'answer_too_large';
  readonly kind = 'invalid';
  constructor() {
    super('The answer has more than 5 MB: ask for less, by a shorter range, fewer groups or a smaller limit.');
  }
}

/** The answer of a call that is not longer than Lambda hands on. A page of a list that is too long is asked for again with a smaller
 *  limit, so that it ends earlier and has a cursor; anything else that only shows something is refused. What was done is never
 *  refused afterwards: where its answer is too long, it is told in short.
 *  @throws AnswerTooLarge */
export const shortEnough = async (
  route: Route,
  request: Request<Route>,
  call: (request: Request<Route>) => Promise<Reply>,
  print: (reply: Reply) => APIGatewayProxyResult,
): Promise<APIGatewayProxyResult> => {
  const reply = await call(request);
  const answer = print(reply);
  if (fits(answer)) return answer;
  if (route.method !== 'GET' && route.access !== 'read') return print(inShort(reply));
  const limit = route.method === 'GET' ? smallerLimit(answer, reply, limitIn(request.query)) : null;
  if (limit === null) throw new AnswerTooLarge();
  return shortEnough(route, withLimit(request, limit), call, print);
};

const withLimit = (request: Request<Route>, limit: number): Request<Route> => ({
  ...request,
  query: typeof request.query === 'object' ? { ...request.query, limit } : request.query,
});

/** The limit of a list; 1 where the route has none. */
const limitIn = (query: unknown): number =>
  typeof query === 'object' && query !== null && 'limit' in query && typeof query.limit === 'number' ? query.limit : 1;

/** The id of what was made or changed, by which it can be read. */
const inShort = (reply: Reply): Reply => {
  const json = 'json' in reply ? reply.json : null;
  const id = typeof json === 'object' && json !== null && 'id' in json ? json.id : null;
  const status = 'json' in reply && reply.status !== undefined ? { status: reply.status } : {};
  return {
    json: { id, isTooLarge: true, detail: 'This was done; what would be shown of it has more than 5 MB.' },
    ...status,
  };
};

/** How many bytes the answer has for Lambda. Most are short, and so are known to fit without being measured: one code unit never
 *  takes more than six bytes. */
const bytesOf = ({ body }: APIGatewayProxyResult): number =>
  body.length * 6 <= answerBytes ? body.length : Buffer.byteLength(JSON.stringify(body));

const fits = (answer: APIGatewayProxyResult): boolean => bytesOf(answer) <= answerBytes;

/** With which limit a page is to be tried that was too long: as many things of the same length as there is room for, less a tenth. 100
 *  invoices in 8 MB were too long; 61 have 4.88 MB. Null where it cannot have fewer.
 *  @param limit of the page that was too long */
const smallerLimit = (answer: APIGatewayProxyResult, reply: Reply, limit: number): number | null => {
  if (limit <= 1) return null;
  const json = 'json' in reply ? reply.json : null;
  const things = typeof json === 'object' && json !== null && 'data' in json ? json.data : null;
  const count = Array.isArray(things) ? things.length : limit;
  return Math.max(1, Math.min(limit - 1, Math.floor((count * answerBytes * 0.9) / bytesOf(answer))));
};
