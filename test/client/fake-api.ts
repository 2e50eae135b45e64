import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentEvent {
  readonly id: string;
  readonly time: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly events: readonly SentEvent[];
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const allAccepted = (events: readonly unknown[]): Reply => ({
  status: 202,
  body: { accepted: events.length, duplicates: [], rejected: [] },
});

/** A server that answers as it is told, and accepts everything until it is told otherwise. */
export const fakeApi = async (
  reply: (received: Received, request: number) => Reply = ({ events }) => allAccepted(events),
  port = 0,
) => {
  const requests: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const received = { path: request.url ?? '', headers: request.headers, text, events: JSON.parse(text) };
      requests.push(received);
      const { status, headers, body } = reply(received, requests.length - 1);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  // A server that listens has an address with a port.
  const address = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    close,
    ids: () => requests.flatMap(({ events }) => events.map(({ id }) => id)),
  };
};

/** The API as a function: for fake timers, and for laws over many runs. */
export const fakeFetch = (answer: (events: readonly SentEvent[], request: number) => Reply | Promise<Reply>) => {
  let requests = 0;
  return async (_url: string, { body, signal }: RequestInit): Promise<Response> => {
    signal?.throwIfAborted();
    const { status, headers = {}, body: json = {} } = await answer(JSON.parse(String(body)), requests++);
    return new Response(JSON.stringify(json), { status, headers });
  };
};
