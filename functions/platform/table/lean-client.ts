/** What of an SDK client `lean` looks at. */
interface Client {
  readonly middlewareStack: { remove(name: string): boolean };
}

/** Without the middleware that prepares what a logger would log: there is none, and it copies every request and answer, a
 *  tenth of what a call costs. */
export const lean = <C extends Client>(client: C): C => {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
};

/** For a client that many calls go through: its middleware is put together once a command rather than once a call, which is
 *  another tenth. Nothing may be added to the middleware later. */
export const oneStack = { cacheMiddleware: true } as const;
