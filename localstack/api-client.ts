import { setTimeout as sleep } from 'node:timers/promises';

export type JsonBody = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** Empty when the answer is no JSON object. */
  readonly body: JsonBody;
}

/** The HTTP API of a deployed stack, as its users see it. */
export class ApiClient {
  /** @param base with the stage: `http://…/v1` */
  constructor(
    readonly base: string,
    readonly key: string | null,
  ) {}

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('POST', path, JSON.stringify(body), headers);
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.call('PUT', path, JSON.stringify(body));
  }

  /** @param text sent as it is */
  async call(
    method: string,
    path: string,
    text?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(this.key === null ? {} : { authorization: `Bearer ${this.key}` }),
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
    const answer = await response.text();
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      text: answer,
      body: objectOf(answer),
    };
  }
}

const objectOf = (text: string): JsonBody => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
};

export class NeverHappened extends Error {}

/** Asks again and again until the answer is not undefined.
 *  @param seconds after which it gives up
 *  @throws NeverHappened */
export const eventually = async <T>(what: string, probe: () => Promise<T | undefined>, seconds = 60): Promise<T> => {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new NeverHappened(`within ${seconds} s it never happened: ${what}`);
    await sleep(250);
  }
};
