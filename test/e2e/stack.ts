import { inject } from 'vitest';
import { type Answer, ApiClient } from '../../localstack/api-client.ts';

const stack = inject('stack');

export const { endpoint, region, stackOutputs } = stack;

/** The API with the admin key. */
export const api = new ApiClient(`${stack.apiUrl}/v1`, stack.adminKey);
export const apiWith = (key: string | null): ApiClient => new ApiClient(api.base, key);

let made = 0;

/** An id that no other test has. */
export const fresh = (prefix: string): string => `${prefix}_${process.pid}_${Date.now().toString(36)}_${made++}`;

/** @throws Error unless the API did what it was asked */
export const ok = (answer: Answer): Answer['body'] => {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.body;
};

/** The items of a list's answer. */
export const rows = (value: unknown): readonly Answer['body'][] =>
  Array.isArray(value)
    ? value.flatMap((row) => (typeof row === 'object' && row !== null ? [Object.fromEntries(Object.entries(row))] : []))
    : [];

/** All pages of a list. */
export const allRows = async (path: string): Promise<ReturnType<typeof rows>> => {
  const found: ReturnType<typeof rows>[number][] = [];
  let cursor: string | null = null;
  do {
    const page = ok(
      await api.get(`${path}${path.includes('?') ? '&' : '?'}limit=100${cursor === null ? '' : `&cursor=${cursor}`}`),
    );
    found.push(...rows(page.data));
    cursor = typeof page.nextCursor === 'string' ? page.nextCursor : null;
  } while (cursor !== null);
  return found;
};
