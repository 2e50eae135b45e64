import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changeCustomer, childrenOf, findCustomer } from '../../../../functions/catalog/customer/customer-store.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { CatalogApi } from '../catalog-api.ts';

let api: CatalogApi;
beforeEach(() => {
  api = new CatalogApi();
});
afterEach(() => vi.unstubAllEnvs());

const path = 'PATCH /customers/{customerId}';
const create = (id: string, more: Record<string, unknown> = {}) =>
  api.call('POST /customers', { id, currency: 'USD', ...more });
const setParent = (id: string, parentId: string | null) => api.call(path, { parentId }, { customerId: id });
const children = async (id: string) => (await childrenOf(customerId(id))).map((child) => child.id);

describe('a customer may have a parent, who gets the invoices of all its children', () => {
  it('from its creation on, or by a change', async () => {
    await create('parent');
    expect((await create('first', { parentId: 'parent' })).body).toMatchObject({ parentId: 'parent' });
    await create('second');
    expect((await setParent('second', 'parent')).body).toMatchObject({ parentId: 'parent' });
    expect(await children('parent')).toEqual(['first', 'second']);
    expect(await findCustomer(customerId('second'))).toMatchObject({ parentId: 'parent' });
  });

  it('who may change, and be none again', async () => {
    for (const id of ['a', 'b']) await create(id);
    await create('child', { parentId: 'a' });
    await setParent('child', 'b');
    expect([await children('a'), await children('b')]).toEqual([[], ['child']]);
    expect((await setParent('child', null)).body).toMatchObject({ parentId: null });
    expect(await children('b')).toEqual([]);
    await setParent('child', 'a');
    expect([await children('a'), await children('b')]).toEqual([['child'], []]);
  });

  it('a change of something else leaves it', async () => {
    await create('parent');
    await create('child', { parentId: 'parent' });
    await api.call(path, { name: 'C' }, { customerId: 'child' });
    expect(await children('parent')).toEqual(['child']);
  });

  it('a former child may become a parent', async () => {
    for (const id of ['a', 'b', 'c']) await create(id);
    await setParent('b', 'a');
    await setParent('b', null);
    expect((await setParent('c', 'b')).status).toBe(200);
  });
});

describe('families have two generations, one currency and one time', () => {
  beforeEach(async () => {
    await create('parent');
    await create('child', { parentId: 'parent' });
    await create('euro', { currency: 'EUR' });
    const { body: clock } = await api.call('POST /test-clocks', { now: '2026-01-31T00:00:00Z' });
    await create('simulated', { testClockId: clock.id });
    await create('other');
  });

  it.each([
    ['other', 'nobody', 'unknown_parent'],
    ['other', 'other', 'parent_is_self'],
    ['other', 'child', 'parent_has_parent'],
    ['parent', 'other', 'parent_is_child'],
    ['parent', 'child', 'parent_has_parent'],
    ['other', 'euro', 'parent_currency_differs'],
    ['other', 'simulated', 'parent_clock_differs'],
  ])('%s cannot get the parent %s: %s', async (child, parent, code) => {
    const before = await findCustomer(customerId(child));
    const refusal = await api.refusal(path, { parentId: parent }, { customerId: child });
    expect(refusal).toEqual({ status: 400, code, pointer: '/parentId' });
    expect(await findCustomer(customerId(child))).toEqual(before);
    expect(await children(parent)).toEqual([]);
  });

  it.each([
    ['nobody', 'unknown_parent'],
    ['new', 'parent_is_self'],
    ['child', 'parent_has_parent'],
    ['euro', 'parent_currency_differs'],
    ['simulated', 'parent_clock_differs'],
  ])('nor can a new customer have the parent %s: %s', async (parentId, code) => {
    const refusal = await api.refusal('POST /customers', { id: 'new', currency: 'USD', parentId });
    expect(refusal).toEqual({ status: 400, code, pointer: '/parentId' });
    expect(await findCustomer(customerId('new'))).toBeUndefined();
  });

  it('of two that become parent and child at the same moment in a chain, one is refused', async () => {
    await create('top');
    await create('middle');
    await create('bottom');
    const change = (id: string, parentId: string) => changeCustomer(customerId(id), { parentId: customerId(parentId) });
    const both = await Promise.allSettled([change('middle', 'top'), change('bottom', 'middle')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const generations = [await children('top'), await children('middle')].filter((found) => found.length > 0);
    expect(generations).toHaveLength(1);
  });
});
