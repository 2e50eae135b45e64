/** The JSON pointer (RFC 6901) of a path: `['prices', 'a/b', 0]` is `/prices/a~1b/0`. */
export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
