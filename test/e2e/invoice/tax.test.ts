import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { api, fresh, ok } from '../stack.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const loadExample = () => {
  const { base, key } = api;
  const command = ['tsx', 'bin/tax-rates.ts', 'bin/example-tax-rates.json', '--url', base, '--key', key ?? ''];
  return promisify(execFile)('npx', command, { cwd: root });
};

describe('npm run tax-rates sets the rates of a file', () => {
  it('once: run again, all are there already', async () => {
    const first = await loadExample();
    expect(first.stdout).toContain('An example, not tax advice.');
    expect(first.stdout).toContain('CA-QC QST 9.975 %: set');
    const again = await loadExample();
    expect(again.stdout).toContain('CA-QC QST 9.975 %: there already');
    const canada = ok(await api.get('/tax-rates?country=CA&limit=100'));
    expect(canada.data).toHaveLength(8);
  });

  it('and one can end, and be followed by another', async () => {
    const name = fresh('Tax');
    const rate = { name, country: 'NO', percent: '25', from: '2020-01-01T00:00:00Z' };
    const { id } = ok(await api.post('/tax-rates', rate));
    expect(await api.post('/tax-rates', { ...rate, percent: '26' })).toMatchObject({
      status: 400,
      body: { code: 'tax_rate_overlaps', pointer: '/from' },
    });
    const until = '2027-01-01T00:00:00.000Z';
    expect(ok(await api.put(`/tax-rates/${id}/end`, { until }))).toMatchObject({
      ...rate,
      from: expect.any(String),
      until,
    });
    ok(await api.post('/tax-rates', { ...rate, percent: '26', from: until }));
    expect(await api.put(`/tax-rates/${id}/end`, { until: '2028-01-01T00:00:00Z' })).toMatchObject({
      status: 409,
      body: { code: 'tax_rate_ended' },
    });
  });

  it('a rate of 200 % is refused', async () => {
    const rate = { name: 'VAT', country: 'NO', percent: '200', from: '2020-01-01T00:00:00Z' };
    const refusal = { status: 400, body: { code: 'tax_rate_out_of_range', pointer: '/percent' } };
    expect(await api.post('/tax-rates', rate)).toMatchObject(refusal);
  });
});

describe('customers change, and have a tax status, a language and a parent', () => {
  it('one change after the other, each by the revision before', async () => {
    const id = fresh('cust');
    const created = ok(await api.post('/customers', { id, currency: 'EUR' }));
    const tax = { taxIds: [{ country: 'FR', value: '40 303 265 045' }] };
    const changed = ok(await api.call('PATCH', `/customers/${id}`, JSON.stringify({ tax, locale: 'fr', revision: 0 })));
    const kept = { status: 'taxable', exemptReason: null, taxIds: [{ country: 'FR', value: 'FR40303265045' }] };
    expect(changed).toEqual({ ...created, tax: kept, locale: 'fr', revision: 1 });
    expect(ok(await api.get(`/customers/${id}`))).toEqual(changed);
    const late = await api.call('PATCH', `/customers/${id}`, JSON.stringify({ name: 'Late', revision: 0 }));
    expect(late).toMatchObject({ status: 409, body: { code: 'customer_changed' } });
  });

  it('a family has two generations', async () => {
    const [parent, child, other] = ['parent', 'child', 'other'].map(fresh);
    ok(await api.post('/customers', { id: parent, currency: 'EUR' }));
    ok(await api.post('/customers', { id: child, currency: 'EUR', parentId: parent }));
    ok(await api.post('/customers', { id: other, currency: 'EUR' }));
    const setParent = (id: string | undefined, parentId: string | null | undefined) =>
      api.call('PATCH', `/customers/${id}`, JSON.stringify({ parentId }));
    expect((await setParent(other, child)).body).toMatchObject({ code: 'parent_has_parent', pointer: '/parentId' });
    expect((await setParent(parent, other)).body).toMatchObject({ code: 'parent_is_child', pointer: '/parentId' });
    expect(ok(await setParent(child, null))).toMatchObject({ parentId: null });
    expect(ok(await setParent(child, other))).toMatchObject({ parentId: other });
  });

  it('a zone that hours cannot express is refused', async () => {
    expect(
      await api.post('/customers', { id: fresh('cust'), currency: 'EUR', timeZone: 'Asia/Kolkata' }),
    ).toMatchObject({
      status: 400,
      body: { code: 'time_zone_not_on_window', pointer: '/timeZone' },
    });
  });
});
