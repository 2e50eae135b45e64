import '../run-mocks.ts';

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { Outage } from '../billing-world.ts';
import { LifecycleRun } from '../lifecycle-run.ts';

let run: LifecycleRun;
beforeEach(() => {
  run = new LifecycleRun();
});

describe('manual lines are listed by age, page by page', () => {
  it('of 300 lines, a page of 2 reads no more than 2', async () => {
    for (let at = 1; at <= 300; at += 1) await run.wait({ description: 'Visit', amount: `${at}.00` });
    const read: number[] = [];
    const page = async (query: string) => {
      run.world.client.resetHistory();
      const { json } = await run.call('lifecycle', `GET /customers/{customerId}/invoice-lines${query}`, run.customer);
      read.push(...run.world.client.commandCalls(QueryCommand).map(({ args: [{ input }] }) => input.Limit ?? 0));
      return [json.data.map(({ amount }: { amount: string }) => amount), json.nextCursor];
    };
    const [first, cursor] = await page('?limit=2');
    expect([first, (await page(`?limit=2&cursor=${cursor}`))[0]]).toEqual([
      ['1.00', '2.00'],
      ['3.00', '4.00'],
    ]);
    expect(read).toEqual([2, 2]);
  });

  it('a line of before there was the list comes into it when an invoice takes it', async () => {
    await run.wait({ description: 'Setup', amount: '25.00' });
    for (const item of run.world.items.values()) {
      if (!String(item.sk).startsWith('LINE#')) continue;
      const { listPk: _, listSk: __, customer, ...before } = item;
      run.world.items.set(`invoices|${item.pk}|${item.sk}`, { ...before, customerId: customer });
    }
    expect(await run.waiting()).toEqual([]);
    await run.close();
    expect(await run.waiting()).toEqual([['billed', '25.00']]);
  });

  it('only invoices have a customer and a place: a line would be read as one in the list of a customer', async () => {
    await run.wait({ description: 'Setup', amount: '25.00' });
    const id = await run.close();
    await run.wait({ description: 'Visit', amount: '12.00' });
    const listed = [...run.world.items.values()].filter(({ customerId, listSk }) => customerId && listSk);
    expect(listed.map((item) => item.pk)).toEqual([`INVOICE#${id}`]);
  });
});

describe('manual lines wait for the next invoice', () => {
  it('268.00 + 25.00 − 5.50 = 287.50; each is taken once, however often the close is run', async () => {
    await run.wait({ description: 'Setup', amount: '25.00', quantity: '1' });
    await run.wait({ description: 'Goodwill', amount: '-5.50' });
    const id = await run.close();
    await run.close();
    expect(run.item(id)).toMatchObject({
      total: '287.50',
      lines: [
        { kind: 'charge', amount: '268.00' },
        { kind: 'manual', chargeId: 'manual', description: 'Setup', amount: '25.00', breakdown: [{ amount: '25' }] },
        { kind: 'manual', description: 'Goodwill', amount: '-5.50' },
      ],
    });
    expect(await run.waiting()).toEqual([
      ['billed', '25.00'],
      ['billed', '-5.50'],
    ]);
  });

  it('what comes after the draft waits for the one after', async () => {
    await run.close();
    await run.wait({ description: 'Setup', amount: '25.00' });
    expect(await run.waiting()).toEqual([['waiting', '25.00']]);
    expect(run.item(await run.close(1))).toMatchObject({ total: '25.00' });
  });

  it('a line may be taken back while it waits, and not when it is billed', async () => {
    const { json: first } = await run.wait({ description: 'Setup', amount: '25.00' });
    const { json: second } = await run.wait({ description: 'Visit', amount: '80.00' });
    const remove = (lineId: string) =>
      run.call('lifecycle', 'DELETE /customers/{customerId}/invoice-lines/{lineId}', { ...run.customer, lineId });
    expect((await remove(first.id)).json).toEqual(first);
    expect((await remove(first.id)).json.code).toBe('manual_line_not_found');
    await run.close();
    expect((await remove(second.id)).json.code).toBe('manual_line_billed');
  });

  it.each([
    [{ amount: '0.005' }, 'amount_not_settled', '/amount'],
    [{ amount: 5 }, 'not_a_decimal_string', '/amount'],
    [{ currency: 'EUR' }, 'currency_not_billed', '/currency'],
    [{ description: ' ' }, 'invalid_too_small', '/description'],
  ])('%j is refused', async (wrong, code, pointer) => {
    const { status, json } = await run.wait({ description: 'Setup', amount: '25.00', ...wrong });
    expect([status, json.code, json.pointer]).toEqual([400, code, pointer]);
  });

  it('a crash at any call of the close takes nothing twice and loses nothing', async () => {
    for (let at = 0; at < 16; at += 1) {
      run = new LifecycleRun();
      await run.wait({ description: 'Setup', amount: '25.00' });
      run.world.faults = [...Array.from({ length: at }, () => 'none' as const), at % 2 === 0 ? 'crash' : 'lost answer'];
      await run.close().catch((error) => {
        if (!(error instanceof Outage)) throw error;
      });
      const id = await run.close();
      expect([run.item(id)?.total, await run.waiting()]).toEqual(['293.00', [['billed', '25.00']]]);
    }
  });
});
