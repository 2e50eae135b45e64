import { describe, expect, it } from 'vitest';
import { customerId } from '../../../../functions/kernel/ids.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { type AskedList, cursorKeyOf, opened, sealed } from '../../../../functions/platform/http/cursor-seal.ts';

const secret = new Uint8Array(32).fill(1);
const portal = (id: string): Caller => ({ kind: 'portal', customerId: customerId(id) });
const key: Caller = { kind: 'key', keyId: 'key_1', scopes: ['read'] };
const own = cursorKeyOf(key, secret);
const list: AskedList = {
  path: '/invoices',
  parameters: { a: '1', b: '2' },
  query: { status: 'open', customerId: 'c' },
};
const cursor = sealed(own, list, 'eyJwayI6IngifQ');
const refused = expect.objectContaining({ code: 'invalid_cursor', kind: 'invalid' });

describe('a cursor is taken back', () => {
  it('by the list that gave it, as it was before its seal', () => {
    expect(opened([own], list, cursor)).toBe('eyJwayI6IngifQ');
    expect(encodeURIComponent(cursor)).toBe(cursor);
  });

  it('with another limit, and with the same filter in another order', () => {
    const query = { customerId: 'c', limit: '7', cursor, status: 'open' };
    expect(opened([own], { ...list, parameters: { b: '2', a: '1' }, query }, cursor)).toBe('eyJwayI6IngifQ');
  });

  it('after a rotation of the secret, by the key of before; after two of them no more', () => {
    const [next, afterNext] = [2, 3].map((byte) => cursorKeyOf(key, new Uint8Array(32).fill(byte)));
    expect(opened([next ?? '', own], list, cursor)).toBe('eyJwayI6IngifQ');
    expect(() => opened([afterNext ?? '', next ?? ''], list, cursor)).toThrow(refused);
  });

  it('from any API key of the stack', () => {
    expect(cursorKeyOf({ kind: 'key', keyId: 'key_2', scopes: ['admin'] }, secret)).toBe(own);
  });
});

describe('a cursor is refused', () => {
  it.each([
    ['another list', { ...list, path: '/credits' }],
    ['another thing of the path', { ...list, parameters: { a: '1', b: '3' } }],
    ['another filter', { ...list, query: { ...list.query, status: 'paid' } }],
    ['a filter less', { ...list, query: { status: 'open' } }],
    ['a filter more', { ...list, query: { ...list.query, format: 'csv' } }],
  ])('by %s', (_, other) => expect(() => opened([own], other, cursor)).toThrow(refused));

  it.each([
    ['a portal link', cursorKeyOf(portal('cust_1'), secret)],
    ['another stack', cursorKeyOf(key, new Uint8Array(32).fill(2))],
  ])('from %s', (_, other) => expect(() => opened([other], list, cursor)).toThrow(refused));

  it('from the portal link of another customer', () => {
    const given = sealed(cursorKeyOf(portal('cust_1'), secret), list, 'x');
    expect(() => opened([cursorKeyOf(portal('cust_2'), secret)], list, given)).toThrow(refused);
  });

  it.each([
    ['eyJwayI6IngifQ'],
    ['eyJwayI6IngifQ.'],
    [`.${cursor.split('.')[1]}`],
    [`eyJwayI6InkifQ.${cursor.split('.')[1]}`],
    [`${cursor}A`],
    [cursor.slice(0, -1)],
    ['.'],
    [''],
    ['é.'.repeat(30)],
  ])('that was changed or made up: "%s"', (text) => expect(() => opened([own], list, text)).toThrow(refused));
});
