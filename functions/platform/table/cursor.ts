import { InvalidInput } from '../../kernel/meterline-error.ts';

/** One page of a list. `nextCursor` is where the next page begins; null on the last one. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** The same page with each thing of it made into another, say an item of the table into a customer. */
export const mapPage = <From, To>({ data, nextCursor }: Page<From>, change: (thing: From) => To): Page<To> => ({
  data: data.map(change),
  nextCursor,
});

type Key = Record<string, string | number>;

/** A cursor out of the key of the last item of a page. Clients pass it back as it is, and need not know what is in
 *  it. */
export const cursorOf = (lastKey: Readonly<Record<string, unknown>> | undefined): string | null =>
  lastKey === undefined ? null : Buffer.from(JSON.stringify(lastKey)).toString('base64url');

/** The key in a cursor.
 *  @throws InvalidInput `invalid_cursor` */
export const startKeyOf = (cursor: string | undefined): Key | undefined => {
  if (cursor === undefined) return undefined;
  const key = read(cursor);
  if (isKey(key)) return key;
  throw new InvalidInput({
    code: 'invalid_cursor',
    pointer: '',
    detail: 'The cursor is not one that this list gave.',
  });
};

const read = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

const isKey = (value: unknown): value is Key =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((part) => typeof part === 'string' || typeof part === 'number');
