import '../run-mocks.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { plusMilliseconds } from '../../../../functions/kernel/instant.ts';
import type { CountedUsage } from '../counted-usage.ts';
import { LifecycleRun } from '../lifecycle-run.ts';
import { counted } from '../run-mocks.ts';
import { minutes, subscription } from '../transcoding.ts';

let run: LifecycleRun;
beforeEach(() => {
  run = new LifecycleRun();
});

const hour = 3_600_000;
/** 1,000 minutes in each of four periods: 100.00 each. */
const everyMonth = (): CountedUsage[] =>
  ['2026-10-05', '2026-11-05', '2026-12-05', '2027-01-05'].map((day) => ({
    ...{ meter: minutes.meter, units: '1000', epoch: null },
    window: plusMilliseconds(subscription.startAt, Date.parse(day) - Date.parse(subscription.startAt)),
  }));
const closeFour = async () => {
  const ids = [];
  for (const index of [0, 1, 2, 3]) ids.push(await run.close(index));
  return ids.map((id) => [run.item(id)?.subtotal, run.item(id)?.discount, run.item(id)?.total]);
};
const full = ['100.00', '0.00', '100.00'];

describe('a discount over four invoices of 100.00', () => {
  beforeEach(() => {
    vi.setSystemTime(Date.parse('2027-02-01T02:00:00Z'));
    counted.all = everyMonth();
  });

  it('20 % once', async () => {
    await run.redeem({ id: 'C', percentOff: '20', duration: 'once' });
    expect(await closeFour()).toEqual([['100.00', '20.00', '80.00'], full, full, full]);
  });

  it('15.00 for three periods', async () => {
    await run.redeem({ id: 'C', amountOff: { USD: '15.00' }, duration: 'periods', periods: 3 });
    const off = ['100.00', '15.00', '85.00'];
    expect(await closeFour()).toEqual([off, off, off, full]);
    expect(await run.periodsLeft()).toBe(0);
  });

  it('100 % for ever: nothing is due, and each invoice is paid', async () => {
    await run.redeem({ id: 'C', percentOff: '100', duration: 'forever' });
    const free = ['100.00', '100.00', '0.00'];
    expect(await closeFour()).toEqual([free, free, free, free]);
    expect(run.world.all('INVOICE').map(({ status }) => status)).toEqual(['paid', 'paid', 'paid', 'paid']);
  });

  it('on one charge only', async () => {
    run = new LifecycleRun({}, minutes, { id: 'fee', model: 'flat', amount: '50', billed: 'arrears' });
    await run.redeem({ id: 'C', percentOff: '20', duration: 'forever', appliesTo: ['fee'] });
    expect((await closeFour())[0]).toEqual(['150.00', '10.00', '140.00']);
  });
});

describe('late usage is discounted as its period was', () => {
  it('3,400 − 20 % = 214.40; 100 more at 0.07, when the discount is over: 7.00 − 1.40 = 5.60', async () => {
    await run.redeem({ id: 'C', name: 'Launch', percentOff: '20', duration: 'once' });
    const first = await run.close();
    const window = plusMilliseconds(subscription.startAt, hour);
    counted.all = [...counted.all, { meter: minutes.meter, window, units: '100', epoch: subscription.period.end }];
    const second = await run.close(1);
    expect(run.item(first)).toMatchObject({ discount: '53.60', total: '214.40' });
    expect(run.item(second)).toMatchObject({
      discounts: [{ name: 'Launch', percent: '20', amount: '1.40' }],
      ...{ subtotal: '7.00', total: '5.60' },
      lines: [{ discount: '0.00' }, { kind: 'adjustment', amount: '7.00', discount: '1.40' }],
    });
  });

  it('100 less, for which 7.00 − 1.40 = 5.60 is taken off what is still to be paid', async () => {
    await run.redeem({ id: 'C', percentOff: '20', duration: 'once' });
    await run.close();
    const window = plusMilliseconds(subscription.startAt, hour);
    counted.all = [...counted.all, { meter: minutes.meter, window, units: '-100', epoch: subscription.period.end }];
    expect(run.item(await run.close(1))).toMatchObject({
      discount: '-1.40',
      total: '-5.60',
      lowered: [{ amount: '5.60' }],
    });
  });
});
