import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { markPaid } from '../../../../functions/invoice/lifecycle/payment-service.ts';
import { voidInvoice } from '../../../../functions/invoice/lifecycle/void-service.ts';
import { markUncollectible } from '../../../../functions/invoice/store/invoice-store.ts';
import { parseInstant, plusHours, toMilliseconds } from '../../../../functions/kernel/instant.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { moneyFromWire, settledToWire } from '../../../../functions/money/money.ts';
import { ComeBackRun } from '../come-back-run.ts';
import type { CountedUsage } from '../counted-usage.ts';
import { issuedAt, usd } from '../issued.ts';
import { planOf, subscription } from '../transcoding.ts';

const counted = vi.hoisted((): { all: CountedUsage[] } => ({ all: [] }));
vi.mock('../../../../functions/meter/usage/usage-service.ts', async () =>
  (await import('../counted-usage.ts')).usageReads(() => counted.all),
);
vi.mock('../../../../functions/invoice/verify/proof-store.ts', () => ({ requireVerified: async () => undefined }));
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const minute = { id: 'minutes', meter: 'minutes', model: 'linear', unitAmount: '1' };
const call = { id: 'calls', meter: 'calls', model: 'linear', unitAmount: '1' };
const fee = { id: 'fee', name: 'Base fee', model: 'flat', amount: '310', billed: 'advance' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: toMilliseconds(plusHours(periodOf(subscription, 8).end, 2)) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const ran = (...charges: readonly unknown[]) => new ComeBackRun(planOf(...charges), counted.all);
/** 70 minutes at 1.00 in the first month, paid. */
const paid70 = async () => {
  const run = ran(minute);
  run.use('minutes', '70', 0);
  await run.close(0);
  await run.pay(0);
  return run;
};
const voidAll = (run: ComeBackRun, during: number, units = '-70') => run.use('minutes', units, 0, during);
const adjusted = async (run: ComeBackRun, month: number) =>
  (await run.invoice(month)).lines
    .filter(({ kind }) => kind === 'adjustment' || kind === 'credit')
    .map(({ amount, discount }) => `${settledToWire(amount)} ${settledToWire(discount)}`);

describe('nothing comes back twice: of 70.00 that were paid', () => {
  it('a credit note takes back all, and then the usage is voided: 70.00, not 140.00', async () => {
    const run = await paid70();
    await run.creditAll(0);
    voidAll(run, 1);
    await run.close(1);
    expect([await adjusted(run, 1), await run.balance()]).toEqual([['0.00 0.00'], '70.00']);
    const [, line] = (await run.invoice(1)).lines;
    expect(line?.adjusts).toMatchObject({
      withheld: { amount: decimal('70') },
      after: { amount: moneyFromWire('0.00', usd) },
    });
    expect(line?.breakdown.map(({ kind, amount }) => `${kind} ${amount.toFixed(2)}`)).toEqual([
      'units -70.00',
      'withheld 70.00',
    ]);
  });

  it('a note takes back 50.00, and then the usage is voided: 20.00 are left of it', async () => {
    const run = await paid70();
    await run.creditLine(0, 'line_1', '50.00');
    voidAll(run, 1);
    await run.close(1);
    expect([await adjusted(run, 1), await run.balance()]).toEqual([['-20.00 0.00'], '70.00']);
  });

  it('the usage is voided first, and then a note wants it: nothing is left to take back', async () => {
    const run = await paid70();
    voidAll(run, 1);
    await run.close(1);
    await expect(run.creditAll(0)).rejects.toMatchObject({ code: 'credit_note_empty' });
    await expect(run.creditLine(0, 'line_1', '0.01')).rejects.toMatchObject({ code: 'credit_exceeds_line' });
    await expect(run.creditAmount(0, '0.01')).rejects.toMatchObject({ code: 'credit_exceeds_invoice' });
    expect(await run.balance()).toBe('70.00');
  });

  it('30.00 are voided, and a note of all takes back the 40.00 that are left', async () => {
    const run = await paid70();
    voidAll(run, 1, '-30');
    await run.close(1);
    const { note } = await run.creditAll(0);
    expect([settledToWire(note.total), note.lines.map(({ amount }) => settledToWire(amount))]).toEqual([
      '40.00',
      ['40.00'],
    ]);
    expect(await run.balance()).toBe('70.00');
  });

  it('a draft counts as soon as it is there, and still when it is final', async () => {
    const run = await paid70();
    voidAll(run, 1, '-30');
    await run.draft(1);
    await expect(run.creditLine(0, 'line_1', '40.01')).rejects.toMatchObject({ code: 'credit_exceeds_line' });
    await run.finalize(1);
    await run.creditLine(0, 'line_1', '40.00');
    expect(await run.balance()).toBe('70.00');
  });

  it('a note at the same moment as the draft: whichever is first, 70.00 come back', async () => {
    let refused = 0;
    const emptyAfterDraft = (error: unknown) => expect(error).toMatchObject({ code: 'credit_note_empty' });
    for (let turn = 1; ; turn += 1) {
      const run = await paid70();
      voidAll(run, 1);
      let calls = 0;
      run.world.turn = async () => {
        calls += 1;
        if (calls === turn) await run.creditAll(0).catch(emptyAfterDraft);
      };
      await run.draft(1).catch(async (error: unknown) => {
        expect(error).toMatchObject({ code: 'draft_contended' });
        refused += 1;
        await run.draft(1);
      });
      run.world.turn = async () => undefined;
      if (calls < turn) break;
      await run.finalize(1);
      expect([turn, await run.balance()]).toEqual([turn, '70.00']);
    }
    expect(refused).toBeGreaterThan(0);
  });

  it('chains: + 30.00 late, all of it voided after a note took back the late ones: 100.00 in all', async () => {
    const run = await paid70();
    run.use('minutes', '30', 0, 1);
    await run.close(1);
    await run.pay(1);
    await run.creditLine(1, 'line_2', '30.00');
    voidAll(run, 2, '-100');
    await run.close(2);
    expect([await adjusted(run, 2), await run.balance()]).toEqual([['-70.00 0.00'], '100.00']);
  });

  it('a note of an amount counts for what others have left: of two lines of 70.00, 70.00 + 70.00 come back', async () => {
    const run = ran(minute, call);
    run.use('minutes', '70', 0);
    run.use('calls', '70', 0);
    await run.close(0);
    await run.pay(0);
    voidAll(run, 1);
    await run.close(1);
    await run.creditAmount(0, '70.00');
    run.use('calls', '-70', 0, 2);
    await run.close(2);
    expect(await run.balance()).toBe('140.00');
  });

  it('later usage is charged as ever: after a note of all and a void of all, 20 more are 20.00', async () => {
    const run = await paid70();
    await run.creditAll(0);
    voidAll(run, 1);
    await run.close(1);
    voidAll(run, 2, '20');
    await run.close(2);
    expect(await adjusted(run, 2)).toEqual(['20.00 0.00']);
  });
});

describe('what comes back of an invoice that is not paid yet lowers it first', () => {
  const open70 = async () => {
    const run = ran(minute);
    run.use('minutes', '70', 0);
    await run.close(0);
    return run;
  };

  it('30.00 of usage are voided: 40.00 remain, and the new month is due as ever', async () => {
    const run = await open70();
    run.use('minutes', '100', 1);
    voidAll(run, 1, '-30');
    await run.close(1);
    expect([await run.shown(0), await run.shown(1)]).toEqual(['open 70.00 0.00 40.00', 'open 70.00 0.00 100.00']);
    expect(await run.balance()).toBe('0.00');
    expect((await run.invoice(1)).lowered).toMatchObject([{ invoiceId: run.id(0), number: 'INV-000001' }]);
    expect(run.world.heard.at(-1)).toMatchObject({
      invoiceId: run.id(0),
      amountGivenBack: '30.00',
      amountRemaining: '40.00',
    });
  });

  it('all of it: it is paid, without a payment, and that is announced', async () => {
    const run = await open70();
    voidAll(run, 1);
    await run.close(1);
    expect([await run.shown(0), await run.shown(1)]).toEqual(['paid 70.00 0.00 0.00', 'paid -70.00 0.00 0.00']);
    expect(await run.invoice(0)).toMatchObject({ paymentId: null });
    expect(run.world.announcements).toContain(`invoice.paid#${run.id(0)}`);
    expect(await run.balance()).toBe('0.00');
  });

  it('a charge of 70.00 that was under way meanwhile: what is too much becomes balance', async () => {
    const run = await open70();
    voidAll(run, 1, '-30');
    await run.close(1);
    await markPaid(run.id(0), { paymentId: 'pay_1', amount: moneyFromWire('70.00', usd), at: issuedAt });
    expect([await run.shown(0), await run.balance()]).toEqual(['paid 70.00 40.00 0.00', '30.00']);
  });

  it('one that was given up is lowered as well', async () => {
    const run = await open70();
    await markUncollectible(run.id(0), issuedAt);
    voidAll(run, 1, '-30');
    await run.close(1);
    expect(await run.shown(0)).toBe('uncollectible 70.00 0.00 40.00');
  });

  it('a payment right before the invoice becomes final: all becomes balance', async () => {
    const run = await open70();
    voidAll(run, 1);
    await run.draft(1);
    await run.pay(0);
    await run.finalize(1);
    expect([await run.shown(0), await run.balance()]).toEqual(['paid 70.00 70.00 0.00', '70.00']);
  });

  it('it is not voided any more: a part of it came back', async () => {
    const run = await open70();
    voidAll(run, 1, '-30');
    await run.draft(1);
    const voiding = { reason: 'wrong', at: issuedAt, createdAt: issuedAt };
    await expect(voidInvoice(run.id(0), { ...voiding, replace: false })).rejects.toMatchObject({
      code: 'invoice_credited',
    });
    await run.finalize(1);
    await expect(voidInvoice(run.id(0), { ...voiding, replace: true })).rejects.toMatchObject({
      code: 'invoice_credited',
    });
  });

  it('where the later invoice is voided, the customer owes it on the balance', async () => {
    const run = await open70();
    run.use('minutes', '100', 1);
    voidAll(run, 1, '-30');
    await run.close(1);
    await voidInvoice(run.id(1), { reason: 'wrong', at: issuedAt, createdAt: issuedAt, replace: false });
    expect([await run.shown(0), await run.balance()]).toEqual(['open 70.00 0.00 40.00', '-30.00']);
  });

  it('the unused rest of a fee in advance: of 310.00 for December, 30.00 are owed for 3 of 31 days', async () => {
    const run = ran(fee);
    await run.close(0);
    await run.pay(0);
    await run.close(1);
    await run.cancel(parseInstant('2026-12-04T00:00:00Z'), parseInstant('2026-12-02T00:00:00Z'));
    await run.close(2);
    expect(await adjusted(run, 2)).toEqual(['-280.00 0.00']);
    expect([await run.shown(1), await run.balance()]).toEqual(['open 310.00 0.00 30.00', '0.00']);
  });
});

describe('a line has its gross also where all lines of its invoice come to nothing: 30.00 of 70.00 are voided, and beside it are 30.00 for calls', () => {
  const zeroInvoice = async (isPaid: boolean) => {
    const run = ran(minute, call);
    run.use('minutes', '70', 0);
    await run.close(0);
    if (isPaid) await run.pay(0);
    run.use('calls', '30', 1);
    voidAll(run, 1, '-30');
    await run.close(1);
    return run;
  };
  const shownNote = async ({ note }: Awaited<ReturnType<ComeBackRun['creditAll']>>) =>
    [note.total, ...note.lines.map(({ amount }) => amount)].map(settledToWire);

  it('a note of all of the first invoice is for 40.00', async () => {
    const run = await zeroInvoice(true);
    expect(await shownNote(await run.creditAll(0))).toEqual(['40.00', '40.00']);
    expect(await run.balance()).toBe('40.00');
  });

  it('so it is where the first invoice was open and was lowered: then nothing becomes balance', async () => {
    const run = await zeroInvoice(false);
    expect(await run.shown(0)).toBe('open 70.00 0.00 40.00');
    expect(await shownNote(await run.creditAll(0))).toEqual(['40.00', '40.00']);
    expect([await run.shown(0), await run.balance()]).toEqual(['paid 70.00 0.00 0.00', '0.00']);
  });

  it('a note takes back the 30.00 for calls, though the invoice comes to 0.00, and no more', async () => {
    const run = await zeroInvoice(false);
    expect(await run.shown(1)).toBe('open 0.00 0.00 30.00');
    expect(await shownNote(await run.creditLine(1, 'line_2', '30.00'))).toEqual(['30.00', '30.00']);
    expect([await run.shown(1), await run.balance()]).toEqual(['paid 0.00 0.00 0.00', '0.00']);
    await expect(run.creditAll(1)).rejects.toMatchObject({ code: 'credit_note_empty' });
  });
});
