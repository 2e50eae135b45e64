import '../run-mocks.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Outage } from '../billing-world.ts';
import { LifecycleRun } from '../lifecycle-run.ts';
import { counted } from '../run-mocks.ts';
import { minutes, subscription } from '../transcoding.ts';

let run: LifecycleRun;
beforeEach(() => {
  run = new LifecycleRun();
});

const held = () => new LifecycleRun({ autoFinalize: false });

describe('a draft is held where the customer or the stack says so', () => {
  it('without a number, announced as held, until it is finalized', async () => {
    run = held();
    const id = await run.close();
    expect(run.item(id)).toMatchObject({ status: 'draft', number: null });
    expect(run.heard()).toEqual(['invoice.held']);
    const { status, json } = await run.change('finalize', id);
    expect([status, json.status, json.number]).toEqual([200, 'open', 'INV-000001']);
    expect(run.heard()).toEqual(['invoice.held', 'invoice.finalized']);
  });

  it('by the stack, unless the customer says otherwise', async () => {
    vi.stubEnv('AUTO_FINALIZE', 'false');
    expect(run.item(await run.close())?.status).toBe('draft');
    run = new LifecycleRun({ autoFinalize: true });
    expect(run.item(await run.close())?.status).toBe('open');
  });

  it('finalizing twice is refused', async () => {
    run = held();
    const id = await run.close();
    await run.change('finalize', id);
    expect(await run.refusal('finalize', id)).toEqual([409, 'invoice_already_final']);
  });

  it('at the latest until the next close, which late usage of its period needs: 268.00, then + 7.00', async () => {
    run = held();
    const first = await run.close();
    counted.all = [
      ...counted.all,
      { meter: minutes.meter, window: subscription.startAt, units: '100', epoch: subscription.period.end },
    ];
    const second = await run.close(1);
    expect(run.item(first)).toMatchObject({ status: 'open', number: 'INV-000001', total: '268.00' });
    expect(run.item(second)).toMatchObject({
      ...{ status: 'draft', total: '7.00' },
      lines: [{ kind: 'charge' }, { kind: 'adjustment', amount: '7.00', adjusts: { number: 'INV-000001' } }],
    });
    expect(run.world.announcements).toContain(`invoice.finalized#${first}`);
  });

  it('a replacement that nobody has finalized is, by the next close; late usage is of the replacement', async () => {
    const first = await run.close();
    const { json } = await run.change('void', first, { reason: 'wrong', replace: true });
    counted.all = [
      ...counted.all,
      { meter: minutes.meter, window: subscription.startAt, units: '100', epoch: subscription.period.end },
    ];
    const second = await run.close(1);
    expect(run.item(json.replacedBy)).toMatchObject({ status: 'open', number: 'INV-000002' });
    expect(run.item(second)?.lines).toMatchObject([
      { kind: 'charge' },
      { kind: 'adjustment', adjusts: { invoiceId: json.replacedBy, number: 'INV-000002' } },
    ]);
  });

  it('a crash at any call: the next close finalizes and tells all the same', async () => {
    for (let at = 0; at < 24; at += 1) {
      run = held();
      const first = await run.close();
      run.world.faults = [...Array.from({ length: at }, () => 'none' as const), 'crash'];
      await run.close(1).catch((error) => {
        if (!(error instanceof Outage)) throw error;
      });
      run.world.faults = [];
      await run.close(1);
      expect(run.item(first)).toMatchObject({ status: 'open', number: 'INV-000001' });
      expect(run.world.announcements).toContain(`invoice.finalized#${first}`);
    }
  });
});

describe('an invoice of nothing', () => {
  beforeEach(() => {
    counted.all = [];
  });

  it('is numbered and paid', async () => {
    expect(run.item(await run.close())).toMatchObject({ status: 'paid', number: 'INV-000001' });
  });

  it('or, by the stack, skipped: final without a number, and the next one has the first', async () => {
    vi.stubEnv('ZERO_INVOICES', 'skip');
    expect(run.item(await run.close())).toMatchObject({ status: 'skipped', number: null });
    await run.wait({ description: 'Setup', amount: '25.00' });
    expect(run.item(await run.close(1))).toMatchObject({ status: 'open', number: 'INV-000001' });
  });
});
