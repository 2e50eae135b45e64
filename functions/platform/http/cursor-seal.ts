import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import type { Caller } from './caller.ts';

/** A list as it was asked for. Its pages differ in `cursor` and `limit` alone. */
export interface AskedList {
  /** Of the route: `/customers/{customerId}/events`. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

const mac = (key: string | Uint8Array, parts: readonly string[]): string =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');

/** The key that seals the cursors of a caller. It derives from a secret of the stack, and cannot be turned back into it. All API keys
 *  share one, so that a list can be read on after a key was changed; each customer's portal links have their own. */
export const cursorKeyOf = (caller: Caller, secret: Uint8Array): string =>
  mac(secret, ['cursors', caller.kind, caller.kind === 'portal' ? caller.customerId : '']);

const sealOf = (key: string, { path, parameters, query }: AskedList, cursor: string): string => {
  const filter = Object.entries(query).filter(([name]) => name !== 'cursor' && name !== 'limit');
  const named = [Object.entries(parameters), filter].map((entries) => JSON.stringify(entries.toSorted(byName)));
  return mac(key, ['cursor', path, ...named, cursor]).slice(0, 22);
};

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);

/** What stands in the place of a seal where the authorizer made no key. It is shorter than a seal, and so never taken for one. */
const noSeal = 'unsealed';

/** The cursor with a seal of 132 bits, by which it is taken back: by this list, with this filter, from such a caller.
 *  @param key that the authorizer made for the caller. Where there is none, the cursor is not taken back: the caller still gets
 *  this page, and is told by the next one to begin again */
export const sealed = (key: string | undefined, list: AskedList, cursor: string): string =>
  `${cursor}.${key === undefined ? noSeal : sealOf(key, list, cursor)}`;

/** The cursor without its seal.
 *  @param keys of which one has sealed it: the caller's, and the one that was the caller's before the secret was rotated
 *  @throws InvalidInput `invalid_cursor` for one of another list, filter, caller or stack, for one that was changed, and for
 *  any where there is no key */
export const opened = (keys: readonly string[], list: AskedList, text: string): string => {
  const end = text.lastIndexOf('.');
  const cursor = text.slice(0, Math.max(end, 0));
  const given = Buffer.from(text.slice(end + 1));
  const isSealedBy = (key: string): boolean => {
    const seal = Buffer.from(sealOf(key, list, cursor));
    return given.length === seal.length && timingSafeEqual(given, seal);
  };
  if (end > 0 && keys.some(isSealedBy)) return cursor;
  const detail = 'The cursor is not one that this list gave: begin again without one.';
  throw new InvalidInput({ code: 'invalid_cursor', pointer: '/cursor', detail });
};
