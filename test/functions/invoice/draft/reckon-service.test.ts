import '../run-mocks.ts';

import { beforeEach, describe, expect, it } from 'vitest';
import { cancel } from '../../../../functions/catalog/change/change-subscription.ts';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { requireSubscription } from '../../../../functions/catalog/subscription/subscription-store.ts';
import { subscriptionToItem } from '../../../../functions/catalog/subscription/subscription-wire.ts';
import { subscriptionItem } from '../../../../functions/catalog/table/keys.ts';
import { createTaxRate } from '../../../../functions/catalog/tax/tax-rate-store.ts';
import { saveTaxSettings } from '../../../../functions/catalog/tax/tax-settings-store.ts';
import { handler as draft } from '../../../../functions/invoice/close/draft.handler.ts';
import { handler as finalize } from '../../../../functions/invoice/close/finalize.handler.ts';
import { taxRateId } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { plain } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { LifecycleRun } from '../lifecycle-run.ts';
import { counted } from '../run-mocks.ts';
import { rate, settings } from '../tax-rates.ts';
import { minutes, seat, subscription, support } from '../transcoding.ts';

const november = periodOf(subscription, 0).end;

/** The tax is 16 % in October and 19 % from the first moment of November on. */
const taxing = async (...charges: readonly unknown[]): Promise<LifecycleRun> => {
  const run = new LifecycleRun({}, ...charges);
  await saveTaxSettings(settings({ sellerCountry: 'US', registrations: [{ country: 'US', taxId: 'US-1' }] }));
  await createTaxRate({ ...rate('VAT', '16', { country: 'US', until: november }), id: taxRateId('txr_US_1') });
  await createTaxRate({ ...rate('VAT', '19', { country: 'US', from: november }), id: taxRateId('txr_US_2') });
  return run;
};

let run: LifecycleRun;
beforeEach(async () => {
  run = await taxing(minutes);
});

/** Units of October that come after its close. */
const late = (units: string) => ({
  ...{ meter: minutes.meter, window: subscription.startAt, units },
  epoch: november,
});
const inNovember = (units: string) => ({ meter: minutes.meter, window: november, units, epoch: null });

const becomeExempt = () =>
  run.call('catalog', 'PATCH /customers/{customerId}', run.customer, {
    tax: { status: 'exempt', exemptReason: 'Certificate 1' },
  });

/** `16 % of 268.00: 42.88`, and the total. */
const taxesOf = (id: string) => {
  const { taxes, total } = run.invoice(id);
  const each = taxes.map(
    ({ fraction, base, amount }) =>
      `${plain(fraction.times(100))} % of ${settledToWire(base)}: ${settledToWire(amount)}`,
  );
  return [...each, settledToWire(total)];
};
/** Of each line its kind, how it is treated, and its group. */
const linesOf = (id: string) =>
  run.invoice(id).lines.map(({ kind, tax }) => [kind, tax?.decision?.treatment, tax?.group]);

describe('a rate that changes', () => {
  it('is for usage from the first moment of a period on: the period that ends then has the old one', async () => {
    expect(taxesOf(await run.close())).toEqual(['16 % of 268.00: 42.88', '310.88']);
  });

  it('is not for late usage of before: 7.00 at 16 % beside 100.00 at 19 %', async () => {
    await run.close();
    counted.all = [...counted.all, late('100'), inNovember('1000')];
    const second = await run.close(1);
    expect(taxesOf(second)).toEqual(['19 % of 100.00: 19.00', '16 % of 7.00: 1.12', '127.12']);
    expect(run.invoice(second).lines[1]?.tax).toMatchObject({
      ...{ at: '2026-10-31T23:59:59.999Z', carried: true, original: { lineId: 'line_1' } },
      decision: { treatment: 'taxed' },
    });
  });

  it('is for the fee in advance for the period that begins with it: 70.00 of October at 16 %, 20.00 at 19 %', async () => {
    run = await taxing(support, seat);
    expect(taxesOf(await run.close())).toEqual(['16 % of 70.00: 11.20', '19 % of 20.00: 3.80', '105.00']);
  });

  it('does not touch an invoice of one time, whose taxes are rounded once: late usage of November in December', async () => {
    await run.close();
    counted.all = [...counted.all, inNovember('1000')];
    await run.close(1);
    counted.all = [
      ...counted.all,
      { meter: minutes.meter, window: november, units: '0.5', epoch: periodOf(subscription, 1).end },
      { meter: minutes.meter, window: periodOf(subscription, 1).end, units: '0.3', epoch: null },
    ];
    expect(taxesOf(await run.close(2))).toEqual(['19 % of 0.07: 0.01', '0.08']);
  });
});

describe('what comes back has the tax that it was billed with, whatever has become of the customer', () => {
  it('late usage downwards of a customer that is exempt now: −44.00 at 16 %, and 100.00 without tax', async () => {
    counted.all = [{ meter: minutes.meter, window: subscription.startAt, units: '1200', epoch: null }];
    await run.close();
    await becomeExempt();
    counted.all = [...counted.all, late('-500'), inNovember('1000')];
    const second = await run.close(1);
    expect(taxesOf(second)).toEqual(['16 % of -44.00: -7.04', '48.96']);
    expect(linesOf(second)).toEqual([
      ['charge', 'exempt', 0],
      ['adjustment', 'taxed', 1],
    ]);
    expect(run.invoice(second)).toMatchObject({ taxTreatment: 'mixed', taxNote: 'Exempt from tax: Certificate 1' });
  });

  it('the unused half of a fee in advance: −10.00 at 19 %', async () => {
    run = await taxing(seat);
    await run.close();
    await becomeExempt();
    expect(taxesOf(await closedAt('2026-11-16T00:00:00Z'))).toEqual(['19 % of -10.00: -1.90', '-11.90']);
  });

  it('through one late period after another: each adjustment is of the first invoice', async () => {
    await run.close();
    await becomeExempt();
    counted.all = [...counted.all, late('100')];
    await run.close(1);
    counted.all = [...counted.all, { ...late('-100'), epoch: periodOf(subscription, 1).end }];
    expect(taxesOf(await run.close(2))).toEqual(['16 % of -7.00: -1.12', '-8.12']);
  });

  it('of an invoice from before taxes were kept by line: by the rate of that time, for the customer as it is', async () => {
    const first = await run.close();
    const [key = '', item = {}] = [...run.world.items].find(([, one]) => one.id === first) ?? [];
    const lines = run.invoice(first).lines.map(({ id }) => id);
    const stored = JSON.parse(JSON.stringify(item));
    for (const line of stored.lines) delete line.tax;
    delete stored.taxGroups;
    run.world.items.set(key, stored);
    expect(run.invoice(first)).toMatchObject({ taxGroups: [{ taxTreatment: 'taxed' }], lines: [{ tax: null }] });
    expect(lines).toEqual(['line_1']);
    counted.all = [...counted.all, late('-100')];
    expect(taxesOf(await run.close(1))).toEqual(['16 % of -7.00: -1.12', '-8.12']);
  });

  it("on a child's statement, as its parent was taxed for it", async () => {
    const child = run.addChild();
    const statement = await run.closeChild();
    const first = await run.close();
    expect(taxesOf(first)).toEqual(['16 % of 536.00: 85.76', '621.76']);
    expect(run.invoice(statement).lines[0]?.tax).toMatchObject({ at: '2026-10-31T23:59:59.999Z', decision: null });
    expect(child.customerId).toBe('cust_north');
  });
});

describe('what comes back while its own invoice is still a draft has the tax that this one is billed with in the end', () => {
  const letWait = () => run.call('catalog', 'PATCH /customers/{customerId}', run.customer, { autoFinalize: false });
  /** Parent and child have 268.00 each of October on the parent's draft when 100 minutes of each are taken back: 7.00. */
  const correctedMeanwhile = async (): Promise<string> => {
    run.addChild();
    await letWait();
    await run.closeChild();
    const first = await run.close();
    counted.all = [...counted.all, late('-100')];
    await run.closeChild(1);
    return first;
  };

  it("on a parent's invoice that is final when the next one is made: −14.00 at 16 %", async () => {
    const first = await correctedMeanwhile();
    await run.change('finalize', first);
    await becomeExempt();
    const second = await run.close(1);
    expect(taxesOf(second)).toEqual(['16 % of -14.00: -2.24', '-16.24']);
  });

  it('on a replacement that was a draft when the line was made', async () => {
    run.addChild();
    await letWait();
    await run.closeChild();
    const first = await run.close();
    await run.change('finalize', first);
    const { json } = await run.change('void', first, { reason: 'wrong', replace: true });
    counted.all = [...counted.all, late('-100')];
    await run.closeChild(1);
    await run.change('finalize', json.replacedBy);
    await becomeExempt();
    expect(taxesOf(await run.close(1))).toEqual(['16 % of -14.00: -2.24', '-16.24']);
  });
});

describe('until an invoice is final', () => {
  it('its own lines follow the customer, and those that change earlier ones do not', async () => {
    await run.close();
    counted.all = [...counted.all, late('100'), inNovember('1000')];
    await run.call('catalog', 'PATCH /customers/{customerId}', run.customer, { autoFinalize: false });
    const second = await run.close(1);
    expect(taxesOf(second)).toEqual(['19 % of 100.00: 19.00', '16 % of 7.00: 1.12', '127.12']);
    await becomeExempt();
    await run.change('lines', second, { description: 'Training', amount: '30.00' });
    expect(taxesOf(second)).toEqual(['16 % of 7.00: 1.12', '138.12']);
    await run.change('finalize', second);
    expect(linesOf(second)).toEqual([
      ['charge', 'exempt', 0],
      ['adjustment', 'taxed', 1],
      ['manual', 'exempt', 0],
    ]);
  });

  it('its replacement too: what it gives back stays as it was billed', async () => {
    await run.close();
    counted.all = [...counted.all, late('100'), inNovember('1000')];
    const second = await run.close(1);
    await becomeExempt();
    const { json } = await run.change('void', second, { reason: 'wrong', replace: true });
    await run.change('finalize', json.replacedBy);
    expect(taxesOf(json.replacedBy)).toEqual(['16 % of 7.00: 1.12', '108.12']);
  });
});

describe('the seller on a final invoice', () => {
  it('has the tax number that the tax settings name', async () => {
    expect(run.invoice(await run.close()).seller?.taxIds).toEqual(['US-1']);
  });
});

describe('an invoice of nothing', () => {
  it('is treated as its period is', async () => {
    counted.all = [];
    expect(taxesOf(await run.close())).toEqual(['16 % of 0.00: 0.00', '0.00']);
  });
});

/** Ends the subscription, and closes its last period. */
const closedAt = async (text: string): Promise<string> => {
  const at: Instant = parseInstant(text);
  const open = await requireSubscription(subscription.id);
  const ended = cancel(open, at, { now: parseInstant('2026-11-01T02:00:00Z'), graceHours: 1, windowMinutes: 60 });
  const key = subscriptionItem(subscription.id);
  run.world.items.set(`catalog|${key.pk}|${key.sk}`, { ...key, ...subscriptionToItem(ended) });
  const { invoiceId } = await draft({ subscriptionId: ended.id, periodEnd: ended.period.end }, lambdaContext);
  await finalize({ invoiceId }, lambdaContext);
  return invoiceId;
};
