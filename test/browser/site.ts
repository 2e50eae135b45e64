import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { portalPage } from '../../dashboard/page.ts';
import { pageHeaders } from '../../functions/portal/page-headers.ts';

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

export const json = (value: unknown, status = 200): Answer => ({
  status,
  type: status < 400 ? 'application/json' : 'application/problem+json',
  body: JSON.stringify(value),
});

/** Answers what the page asks of the API, by path and query below `/v1`; undefined is 404. */
export type CannedApi = (path: string) => Answer | undefined;

export interface Site {
  /** Of the page, without a fragment. */
  readonly url: string;
  readonly answer: (api: CannedApi) => void;
  /** Paths asked since the last `answer`, without those of the page itself. */
  readonly asked: readonly string[];
  /** Requests of the API that came without the token. */
  readonly unauthorized: readonly string[];
  readonly close: () => Promise<void>;
}

const notFound: Answer = json({ code: 'route_not_found' }, 404);

/** The built page with its real headers, and a canned API at the same origin. */
export const openSite = async (token: string): Promise<Site> => {
  const page = portalPage();
  const asked: string[] = [];
  const unauthorized: string[] = [];
  let api: CannedApi = () => undefined;
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').replace(/^\/v1/, '');
    if (path === '/portal') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...pageHeaders(page.policy) });
      response.end(page.html);
      return;
    }
    asked.push(path);
    if (request.headers.authorization !== `Bearer ${token}`) unauthorized.push(path);
    const { status = 200, type = 'text/plain', body } = api(path) ?? notFound;
    response.writeHead(status, { 'content-type': type }).end(body);
  };
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1/portal`,
    asked,
    unauthorized,
    answer: (canned) => {
      api = canned;
      asked.length = 0;
      unauthorized.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
