import '../run-mocks.ts';

import { beforeEach, describe, expect, it } from 'vitest';
import { manualLinesOf, takeLine } from '../../../../functions/invoice/draft/manual-store.ts';
import { customerId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { transact } from '../../../../functions/platform/table/transaction.ts';
import { dollars } from '../issued.ts';
import { LifecycleRun } from '../lifecycle-run.ts';

let run: LifecycleRun;
beforeEach(() => {
  run = new LifecycleRun();
});

const why = { reason: 'wrong address' };

describe('a draft that is held is edited', () => {
  beforeEach(() => {
    run = new LifecycleRun({ autoFinalize: false });
  });

  it('lines are added and taken away: 268.00 + 12.00 − 4.00, then without the 12.00', async () => {
    const id = await run.close();
    const { json: added } = await run.change('lines', id, { description: 'Visit', amount: '12.00' });
    expect(added).toMatchObject({ total: '280.00', amountDue: '280.00', revision: 1 });
    expect(added.lines.at(-1)).toMatchObject({ id: 'line_2', kind: 'manual', amount: '12.00' });
    expect((await run.change('lines', id, { description: 'Goodwill', amount: '-4.00' })).json.total).toBe('276.00');
    const { json } = await run.removeLine(id, 'line_2');
    expect([json.total, json.lines.map((one: { id: string }) => one.id)]).toEqual(['264.00', ['line_1', 'line_3']]);
    expect((await run.change('finalize', id)).json.total).toBe('264.00');
  });

  it('a line that had waited waits again when it is taken off', async () => {
    await run.wait({ description: 'Setup', amount: '25.00' });
    const id = await run.close();
    await run.removeLine(id, 'line_2');
    expect([await run.waiting(), run.item(id)?.total]).toEqual([[['waiting', '25.00']], '268.00']);
  });

  it('a line is added once for an Idempotency-Key, though no answer arrived, and though the draft is final by now', async () => {
    const id = await run.close();
    const add = (key?: string) => run.change('lines', id, { description: 'Visit', amount: '12.00' }, key);
    const { json } = await add('visit-1');
    expect((await add('visit-1')).json).toEqual(json);
    expect((await add('visit-2')).json.total).toBe('292.00');
    await add();
    await add();
    await run.change('finalize', id);
    const { status, json: final } = await add('visit-1');
    expect([status, final.total]).toEqual([201, '316.00']);
  });

  it('the same request at once: once', async () => {
    const id = await run.close();
    const add = () => run.change('lines', id, { description: 'Visit', amount: '12.00' }, 'visit-1');
    await Promise.all([add(), add(), add()]);
    expect(run.item(id)).toMatchObject({ total: '280.00', revision: 1 });
  });

  it('many edits at once: none is lost', async () => {
    const id = await run.close();
    const amounts = ['1.00', '2.00', '4.00', '8.00'];
    await Promise.all(amounts.map((amount) => run.change('lines', id, { description: 'Visit', amount })));
    expect(run.item(id)).toMatchObject({ total: '283.00', revision: 4 });
  });

  it('an edit at the moment of the finalization is on the invoice, or refused', async () => {
    const id = await run.close();
    const [{ status }] = await Promise.all([
      run.change('lines', id, { description: 'Visit', amount: '12.00' }),
      run.change('finalize', id),
    ]);
    expect(run.item(id)).toMatchObject({ status: 'open', total: status === 201 ? '280.00' : '268.00' });
  });

  it('what follows from plan and usage cannot be taken away, and nothing of a final invoice can be changed', async () => {
    const id = await run.close();
    const remove = async (lineId: string) => (await run.removeLine(id, lineId)).json.code;
    expect([await remove('line_1'), await remove('line_9')]).toEqual(['line_not_manual', 'line_not_found']);
    await run.change('finalize', id);
    const line = { description: 'x', amount: '1' };
    expect(await run.refusal('lines', id, line)).toEqual([409, 'invoice_not_draft']);
    expect(await remove('line_1')).toBe('invoice_not_draft');
  });
});

describe('voiding', () => {
  it('an open invoice is void, with the reason; told as often as it is asked', async () => {
    const id = await run.close();
    const { status, json } = await run.change('void', id, why);
    expect([status, json]).toMatchObject([
      200,
      { status: 'void', number: 'INV-000001', voidReason: 'wrong address', replacedBy: null, amountRemaining: '0.00' },
    ]);
    expect(await run.refusal('void', id, why)).toEqual([409, 'invoice_already_void']);
    expect(run.heard()).toEqual(['invoice.finalized', 'invoice.voided']);
  });

  it('a paid one is refused, and so are a draft and one with a credit note', async () => {
    const id = await run.close();
    await run.change('pay', id, { reference: 'transfer 7' });
    expect(await run.refusal('void', id, why)).toEqual([409, 'invoice_paid']);
    run = new LifecycleRun();
    const { id: credited } = { id: await run.close() };
    run.world.keepInvoice({ ...run.invoice(credited), amountCredited: run.invoice(credited).total });
    expect(await run.refusal('void', credited, why)).toEqual([409, 'invoice_credited']);
    run = new LifecycleRun({ autoFinalize: false });
    expect(await run.refusal('void', await run.close(), why)).toEqual([409, 'invoice_not_final']);
    expect(await run.refusal('void', 'inv_none', why)).toEqual([404, 'invoice_not_found']);
    expect(await run.refusal('void', 'inv_none', {})).toEqual([400, 'required']);
  });

  it('with a replacement: a draft of the same lines, which gets a number of its own', async () => {
    const id = await run.close();
    const { json: before } = await run.change('void', id, { ...why, replace: true });
    expect(run.item(before.replacedBy)).toMatchObject({ status: 'draft', number: null, replaces: id, total: '268.00' });
    await run.change('lines', before.replacedBy, { description: 'Correction', amount: '-68.00' });
    const { json: after } = await run.change('finalize', before.replacedBy);
    expect(after).toMatchObject({ status: 'open', number: 'INV-000002', total: '200.00', replaces: id });
  });

  it('gives back the lines that had waited, unless a replacement keeps them', async () => {
    await run.wait({ description: 'Setup', amount: '25.00' });
    const { json } = await run.change('void', await run.close(), { ...why, replace: true });
    expect(await run.waiting()).toEqual([['billed', '25.00']]);
    await run.change('finalize', json.replacedBy);
    await run.change('void', json.replacedBy, why);
    expect(await run.waiting()).toEqual([['waiting', '25.00']]);
  });

  it('gives back the period of a discount, unless a replacement keeps it', async () => {
    await run.redeem({ id: 'HALF', percentOff: '50', duration: 'periods', periods: 3 });
    const { json } = await run.change('void', await run.close(), { ...why, replace: true });
    expect([await run.periodsLeft(), run.item(json.replacedBy)?.total]).toEqual([2, '134.00']);
    await run.change('finalize', json.replacedBy);
    await run.change('void', json.replacedBy, why);
    expect(await run.periodsLeft()).toBe(3);
  });

  it('gives back what credits paid of it', async () => {
    const id = await run.close();
    const balance = () => run.world.all('BALANCE#USD').map((one) => one.balance);
    run.world.keepInvoice({ ...run.invoice(id), balanceBefore: run.invoice(id).total });
    await run.change('void', id, why);
    expect(balance()).toEqual(['268.00']);
  });

  it('a crash in between: the same request again does what was left', async () => {
    for (let at = 0; at < 16; at += 1) {
      run = new LifecycleRun();
      await run.wait({ description: 'Setup', amount: '25.00' });
      const id = await run.close();
      run.world.faults = [...Array.from({ length: at }, () => 'none' as const), 'crash'];
      await run.change('void', id, why);
      run.world.faults = [];
      await run.change('void', id, why);
      const after = [run.item(id)?.status, await run.waiting(), run.heard().at(-1)];
      expect(after).toEqual(['void', [['waiting', '25.00']], 'invoice.voided']);
    }
  });
});

describe("what a child's statement took is on its parent's invoice", () => {
  let child: ReturnType<LifecycleRun['addChild']>;
  beforeEach(async () => {
    run = new LifecycleRun({ autoFinalize: false });
    child = run.addChild();
    await run.wait({ description: 'Setup', amount: '25.00' }, child);
    await run.redeem({ id: 'HALF', percentOff: '50', duration: 'periods', periods: 3 }, child);
    await run.closeChild();
  });
  const left = async () => [await run.waiting(child), await run.periodsLeft(child)];

  it('268.00 + 134.00 + 25.00; the line waits again when it is taken off the draft', async () => {
    const id = await run.close();
    const { json } = await run.removeLine(id, 'line_3');
    expect([json.total, ...(await left())]).toEqual(['402.00', [['waiting', '25.00']], 2]);
  });

  it('a void gives back the line and the period, also after the replacement that has kept them', async () => {
    const id = await run.close();
    await run.change('finalize', id);
    const { json } = await run.change('void', id, { ...why, replace: true });
    expect(await left()).toEqual([[['billed', '25.00']], 2]);
    await run.change('finalize', json.replacedBy);
    await run.change('void', json.replacedBy, why);
    expect(await left()).toEqual([[['waiting', '25.00']], 3]);
  });

  it('again, it gives back nothing that another invoice has taken since', async () => {
    const id = await run.close();
    await run.change('finalize', id);
    await run.change('void', id, why);
    const [line] = await manualLinesOf(customerId(child.customerId));
    await transact(takeLine(line ?? expect.fail('no line'), invoiceId('inv_later')));
    await run.change('void', id, why);
    expect(await run.waiting(child)).toEqual([['billed', '25.00']]);
  });
});

describe('paid elsewhere', () => {
  it('is paid by its reference, at its time; again by the same one changes nothing', async () => {
    const id = await run.close();
    const payment = { reference: 'transfer 7', paidAt: '2026-11-01T00:30:00Z' };
    const { status, json } = await run.change('pay', id, payment);
    const paid = { status: 'paid', paymentId: 'transfer 7', paidAt: '2026-11-01T00:30:00.000Z', amountPaid: '268.00' };
    expect([status, json]).toMatchObject([200, paid]);
    expect((await run.change('pay', id, payment)).json).toEqual(json);
    expect(await run.refusal('pay', id, { reference: 'transfer 8' })).toEqual([409, 'invoice_paid']);
    expect(run.heard()).toEqual(['invoice.finalized', 'invoice.paid']);
  });

  it.each([
    ['2126-11-05T00:00:00Z', 'paid_in_future'],
    ['2006-11-05T00:00:00Z', 'paid_too_early'],
  ])('not at %s: it stays open, and nothing is told', async (paidAt, code) => {
    const id = await run.close();
    expect(await run.change('pay', id, { reference: 'transfer 7', paidAt })).toMatchObject({
      status: 400,
      json: { code, pointer: '/paidAt' },
    });
    expect([run.item(id)?.status, run.heard()]).toEqual(['open', ['invoice.finalized']]);
  });

  it('not a draft, and not what is void', async () => {
    const id = await run.close();
    await run.change('void', id, why);
    expect(await run.refusal('pay', id, { reference: 'transfer 7' })).toEqual([409, 'invoice_not_open']);
    run = new LifecycleRun({ autoFinalize: false });
    const held = await run.close();
    expect(await run.refusal('pay', held, { reference: 'transfer 7' })).toEqual([409, 'invoice_not_final']);
  });

  const balances = () => run.world.all('BALANCE#USD').map((one) => one.balance);
  const atOnce = async (id: string, ...calls: readonly (readonly [what: string, body: object])[]) =>
    (await Promise.all(calls.map(([what, body]) => run.change(what, id, body)))).map(({ status, json }) =>
      status === 200 ? json.status : json.code,
    );

  it('by many references at once: by one of them, and the refused ones move nothing', async () => {
    const id = await run.close();
    const answers = await atOnce(
      id,
      ...Array.from({ length: 20 }, (_, at) => ['pay', { reference: `transfer ${at}` }] as const),
    );
    expect(answers.toSorted()).toEqual([...Array(19).fill('invoice_paid'), 'paid']);
    expect([run.item(id)?.amountPaid, balances(), run.world.all('ENTRY')]).toEqual(['268.00', [], []]);
  });

  it('by one reference twenty times at once: it is one payment, and each is told so', async () => {
    const id = await run.close();
    const answers = await atOnce(
      id,
      ...Array.from({ length: 20 }, () => ['pay', { reference: 'transfer 7' }] as const),
    );
    expect([new Set(answers), run.item(id)?.amountPaid, balances()]).toEqual([new Set(['paid']), '268.00', []]);
  });

  it.each([false, true])(
    'or void, with a replacement: %s; whoever comes in between, one is refused and moves nothing',
    async (replace) => {
      const pay = (id: string) => run.change('pay', id, { reference: 'transfer 7' });
      const cancel = (id: string) => run.change('void', id, { ...why, replace });
      for (const first of [pay, cancel]) {
        const between = first === pay ? cancel : pay;
        for (let nth = 1, more = true; more; nth += 1) {
          run = new LifecycleRun();
          const id = await run.close();
          let other = 0;
          const happened = run.meanwhile(nth, async () => {
            other = (await between(id)).status;
          });
          const { status } = await first(id);
          more = happened();
          if (more) expect([[status, other].toSorted(), balances()]).toEqual([[200, 409], []]);
          expect(run.item(id)?.status).toBe((status === 200) === (first === pay) ? 'paid' : 'void');
        }
      }
    },
  );

  it('while a credit note lowers it: what then remains is paid, and nothing more', async () => {
    const id = await run.close();
    const lowered = { amountCredited: dollars('68.00'), amountRemaining: dollars('200.00') };
    run.meanwhile(4, async () => run.world.keepInvoice({ ...run.invoice(id), ...lowered }));
    const { json } = await run.change('pay', id, { reference: 'transfer 7' });
    expect([json.amountPaid, json.amountRemaining, balances()]).toEqual(['200.00', '0.00', []]);
  });
});
