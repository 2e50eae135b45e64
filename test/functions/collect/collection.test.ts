import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { begun } from '../../../functions/collect/collection.ts';
import { beginCollection } from '../../../functions/collect/collection-store.ts';
import { wakeCustomer } from '../../../functions/collect/wait/wake-service.ts';
import { creditNoteId } from '../../../functions/invoice/credit-note/credit-note.ts';
import { creditInvoice } from '../../../functions/invoice/credit-note/credit-note-service.ts';
import { markPaid } from '../../../functions/invoice/lifecycle/payment-service.ts';
import { plusDays } from '../../../functions/kernel/instant.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { CollectWorld, type Fault } from './collect-world.ts';
import { CollectionRun } from './collection-run.ts';
import { at, customerOf, due, finalizedAt, invoiceOf, keepCustomer, keepInvoice, setClock } from './overdue.ts';

const { id: invoiceId, customerId } = invoiceOf();

const worldWith = async (paymentMethod: string | null): Promise<CollectWorld> => {
  const world = new CollectWorld();
  setClock(world, finalizedAt);
  keepCustomer(world, customerOf(paymentMethod));
  keepInvoice(world, invoiceOf());
  await beginCollection(begun({ invoiceId, customerId, number: 'INV-000001', amountDue: due, startedAt: finalizedAt }));
  return world;
};

const attemptsIn = (world: CollectWorld) =>
  world
    .all('payments', 'CUSTOMER#', 'ATTEMPT#')
    .map(({ at: when, trigger, outcome }) => `${String(when).slice(0, 10)} ${trigger} ${outcome}`);
const statusIn = (world: CollectWorld) => [
  world.all('invoices', 'INVOICE#')[0]?.status,
  world.all('payments', 'CUSTOMER#', 'COLLECTION#')[0]?.status,
];
const stagesIn = (world: CollectWorld) =>
  world
    .announced('dunning.stage')
    .map(({ stage, nextAttemptAt, paymentMethodBy }) => [stage, String(nextAttemptAt ?? paymentMethodBy).slice(0, 10)]);

const credit = (amount: string) =>
  creditInvoice(invoiceId, {
    ...{ id: creditNoteId(`cn_${amount}`), wanted: { kind: 'amount', amount: decimal(amount) }, prefix: 'CN' },
    ...{ reason: 'Outage', issuedAt: finalizedAt, createdAt: finalizedAt },
  });

/** Lets the clock show a day, wakes what is due, and runs on. */
const onDay = async (world: CollectWorld, run: CollectionRun, day: number): Promise<void> => {
  setClock(world, plusDays(finalizedAt, day));
  await wakeCustomer(customerId);
  run.goOn();
  await run.run();
};

const newMethod = async (world: CollectWorld, run: CollectionRun, method: string): Promise<void> => {
  keepCustomer(world, customerOf(method));
  await wakeCustomer(customerId);
  run.goOn();
  await run.run();
};

describe('collection: the way of an invoice from open to its end', () => {
  let world: CollectWorld;
  let run: CollectionRun;
  const begin = async (method: string | null) => {
    world = await worldWith(method);
    run = new CollectionRun(world);
    await run.run();
  };

  it('is paid by the first attempt', async () => {
    await begin('pm_sim_ok');
    expect(run.path).toEqual(['paid', 'paid']);
    expect(statusIn(world)).toEqual(['paid', 'paid']);
    expect(world.heard.map(({ type }) => type)).toEqual(['payment.succeeded', 'invoice.paid']);
    expect(world.announced('invoice.paid')).toEqual([
      expect.objectContaining({
        invoiceId,
        customerId,
        number: 'INV-000001',
        amountDue: '268.00',
        paidAt: finalizedAt,
      }),
    ]);
  });

  it('fails at first and on day 1, and is paid on day 3, with a stage announced in between each time', async () => {
    await begin('pm_sim_fails_2_then_ok');
    for (const day of [0.5, 1, 2, 3]) await onDay(world, run, day);
    expect(attemptsIn(world)).toEqual([
      '2026-11-01 first declined',
      '2026-11-02 schedule declined',
      '2026-11-04 schedule succeeded',
    ]);
    expect(stagesIn(world)).toEqual([
      [1, '2026-11-02'],
      [2, '2026-11-04'],
    ]);
    expect(statusIn(world)).toEqual(['paid', 'paid']);
  });

  it('is uncollectible when day 14 fails as well', async () => {
    await begin('pm_sim_declined');
    for (const day of [1, 3, 7]) await onDay(world, run, day);
    expect(statusIn(world)).toEqual(['open', 'waiting']);
    await onDay(world, run, 14);
    expect(attemptsIn(world)).toHaveLength(5);
    expect(world.announced('dunning.stage')).toHaveLength(4);
    expect(world.announced('payment.failed')).toHaveLength(5);
    expect(world.announced('invoice.uncollectible')).toHaveLength(1);
    expect(statusIn(world)).toEqual(['uncollectible', 'uncollectible']);
    expect(run.at).toBe('ended');
  });

  it.each([
    ['pm_sim_expired_card', 'hard_decline'],
    [null, 'no_payment_method'],
  ])('with %s there is no second attempt, and on day 14 it is over: %s', async (method, reason) => {
    await begin(method);
    for (const day of [1, 3, 7, 13]) await onDay(world, run, day);
    expect(statusIn(world)).toEqual(['open', 'waiting']);
    await onDay(world, run, 14);
    expect(attemptsIn(world)).toEqual(['2026-11-01 first declined']);
    expect(world.announced('dunning.stage')).toEqual([
      expect.objectContaining({ stage: 4, reason, nextAttemptAt: null, paymentMethodBy: plusDays(finalizedAt, 14) }),
    ]);
    expect(statusIn(world)).toEqual(['uncollectible', 'uncollectible']);
  });

  it('tries a new payment method at once, and keeps to its days when that fails', async () => {
    await begin('pm_sim_expired_card');
    await onDay(world, run, 5);
    await newMethod(world, run, 'pm_sim_declined');
    for (const day of [6, 7]) await onDay(world, run, day);
    await newMethod(world, run, 'pm_sim_ok');
    expect(attemptsIn(world)).toEqual([
      '2026-11-01 first declined',
      '2026-11-06 payment_method declined',
      '2026-11-08 schedule declined',
      '2026-11-08 payment_method succeeded',
    ]);
    expect(statusIn(world)).toEqual(['paid', 'paid']);
  });

  it('pays although the answer of the gateway was lost, once', async () => {
    await begin('pm_sim_timeout');
    expect(attemptsIn(world)).toEqual(['2026-11-01 first succeeded']);
    expect(world.all('payments', 'GATEWAY#', 'CHARGE')).toHaveLength(1);
    expect(statusIn(world)).toEqual(['paid', 'paid']);
  });

  it('leaves alone what was paid elsewhere while it waited', async () => {
    await begin('pm_sim_declined');
    await markPaid(invoiceId, { at: at('2026-11-01T12:00:00Z'), paymentId: 'bank transfer', amount: due });
    await onDay(world, run, 1);
    expect(attemptsIn(world)).toHaveLength(1);
    expect(statusIn(world)).toEqual(['paid', 'closed']);
    expect(run.path.at(-1)).toBe('closed');
  });

  it('charges what a credit note has left: 268.00 - 68.00 = 200.00', async () => {
    await begin('pm_sim_declined');
    await credit('68.00');
    await newMethod(world, run, 'pm_sim_ok');
    expect(world.all('payments', 'CUSTOMER#', 'ATTEMPT#').map(({ amount }) => amount)).toEqual(['268.00', '200.00']);
    expect(statusIn(world)).toEqual(['paid', 'paid']);
    expect(world.announced('payment.succeeded')).toMatchObject([{ amountDue: '200.00' }]);
  });

  it('is over once a credit note has left nothing, and charges no more', async () => {
    await begin('pm_sim_declined');
    await credit('268.00');
    await wakeCustomer(customerId);
    run.goOn();
    await run.run();
    expect(attemptsIn(world)).toEqual(['2026-11-01 first declined']);
    expect(statusIn(world)).toEqual(['paid', 'closed']);
  });

  it('says so when it charged what something else settled in that moment', async () => {
    world = await worldWith('pm_sim_ok');
    run = new CollectionRun(world);
    world.turn = async () => {
      if (attemptsIn(world).length > 0 && statusIn(world)[0] === 'open') {
        keepInvoice(
          world,
          invoiceOf({
            ...{ status: 'void', number: 'INV-000001', issuedAt: finalizedAt, voidedAt: finalizedAt },
            ...{ voidReason: null, replacedBy: null },
          }),
        );
      }
    };
    await run.run();
    expect(run.path).toEqual(['paid', 'unapplied']);
    expect(world.heard.map(({ type }) => type)).toEqual(['payment.unapplied']);
    expect(statusIn(world)).toEqual(['void', 'closed']);
    expect(world.all('invoices', 'ACCOUNT#', 'BALANCE#')).toMatchObject([{ balance: '268.00' }]);
  });
});

const gatewayResult = z.looseObject({ outcome: z.string() });
const methods = ['pm_sim_ok', 'pm_sim_declined', 'pm_sim_expired_card', 'pm_sim_fails_1_then_ok', 'pm_sim_timeout'];
const faults = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Fault>('none') },
    { weight: 1, arbitrary: fc.constantFrom<Fault>('crash', 'lost answer') },
  ),
  { maxLength: 120 },
);

describe('collection: whatever crashes and however often a step is repeated', () => {
  it('no attempt is charged twice, no invoice is paid twice, and each thing is announced under one id', async () => {
    const repeats = fc.infiniteStream(fc.integer({ min: 1, max: 3 }));
    const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.constantFrom(...methods)), { maxLength: 3 });
    const start = fc.option(fc.constantFrom(...methods), { nil: null });
    await fc.assert(
      fc.asyncProperty(start, changes, faults, repeats, async (method, updates, trouble, times) => {
        const world = await worldWith(method);
        const run = new CollectionRun(world, () => times.next().value ?? 1);
        world.faults = [...trouble];
        await run.run();
        for (let day = 0; day <= 14; day += 1) {
          for (const [, next] of updates.filter(([on]) => on === day)) keepCustomer(world, customerOf(next));
          setClock(world, plusDays(finalizedAt, day));
          await wakeCustomer(customerId)
            .catch(() => wakeCustomer(customerId))
            .catch(() => undefined);
          run.goOn();
          await run.run();
        }
        world.faults = [];
        await onDay(world, run, 15);
        const charged = world.all('payments', 'GATEWAY#', 'CHARGE').map(({ result }) => gatewayResult.parse(result));
        const succeeded = attemptsIn(world).filter((attempt) => attempt.endsWith('succeeded'));
        const [invoice] = statusIn(world);
        expect(run.at).toBe('ended');
        expect(charged.filter(({ outcome }) => outcome === 'succeeded')).toHaveLength(invoice === 'paid' ? 1 : 0);
        expect(succeeded).toHaveLength(invoice === 'paid' ? 1 : 0);
        expect(statusIn(world)).toEqual(invoice === 'paid' ? ['paid', 'paid'] : ['uncollectible', 'uncollectible']);
        expect(world.announced('invoice.paid').length + world.announced('invoice.uncollectible').length).toBe(1);
        expect(world.announced('payment.failed')).toHaveLength(attemptsIn(world).length - succeeded.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the wait: no wake-up is lost', () => {
  it('an attempt follows, in whichever order the new payment method and the registration come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await worldWith('pm_sim_declined');
        const run = new CollectionRun(world);
        await run.run('wait');
        world.turn = () => scheduler.schedule(Promise.resolve());
        const update = async () => {
          await scheduler.schedule(Promise.resolve());
          keepCustomer(world, customerOf('pm_sim_ok'));
          await wakeCustomer(customerId);
        };
        await scheduler.waitFor(Promise.all([run.run(), update()]));
        run.goOn();
        await scheduler.waitFor(run.run());
        expect(statusIn(world)).toEqual(['paid', 'paid']);
      }),
      { numRuns: 200 },
    );
  });

  it('nor is one of the clock, in whichever order it moves and the registration comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await worldWith('pm_sim_fails_1_then_ok');
        const run = new CollectionRun(world);
        await run.run('wait');
        world.turn = () => scheduler.schedule(Promise.resolve());
        const move = async () => {
          await scheduler.schedule(Promise.resolve());
          setClock(world, plusDays(finalizedAt, 1));
          await wakeCustomer(customerId);
        };
        await scheduler.waitFor(Promise.all([run.run(), move()]));
        run.goOn();
        await scheduler.waitFor(run.run());
        expect(statusIn(world)).toEqual(['paid', 'paid']);
      }),
      { numRuns: 200 },
    );
  });
});
