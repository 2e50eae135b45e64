import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../../functions/catalog/subscription/cycle.ts';
import { handler as draft } from '../../../../functions/invoice/close/draft.handler.ts';
import { handler as freeze } from '../../../../functions/invoice/close/freeze.handler.ts';
import { balanceOf } from '../../../../functions/invoice/credit/balance-store.ts';
import { manualLineId } from '../../../../functions/invoice/draft/manual-line.ts';
import { createManualLine, manualLinesOf, takeLine } from '../../../../functions/invoice/draft/manual-store.ts';
import { billedLine } from '../../../../functions/invoice/evidence/billed-line-service.ts';
import { customerId, invoiceIdOf, subscriptionId } from '../../../../functions/kernel/ids.ts';
import { parseInstant, plusHours } from '../../../../functions/kernel/instant.ts';
import { closedThroughOf } from '../../../../functions/meter/shard/shard-head-store.ts';
import { decimal, ONE } from '../../../../functions/money/decimal.ts';
import { money, settledToWire } from '../../../../functions/money/money.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { EndedWorld } from '../ended-world.ts';
import { customer, subscription } from '../transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const end = parseInstant('2026-10-11T00:00:00Z');
/** It begins with October and ends on the 11th. */
const ended = { ...subscription, cancelAt: end, period: { ...subscription.period, end }, closeAt: plusHours(end, 1) };
/** The customer's next subscription: monthly from then on. */
const after = (startAt: string) => {
  const start = parseInstant(startAt);
  const id = subscriptionId('sub_second');
  const next = { ...subscription, id, startAt: start, cycles: [cycleFrom(start, 0, 'UTC', 'month')] as const };
  const period = periodOf(next, 0);
  const phases = [{ ...subscription.phases[0], from: start }] as const;
  return { ...next, phases, period, closeAt: plusHours(period.end, 1) };
};

let world: EndedWorld;
/** An operator's line that waits for the next invoice. */
const waits = (id: string, amount: string) =>
  createManualLine({
    ...{ id: manualLineId(id), customerId: customer.id, description: 'Setup', quantity: ONE, invoiceId: null },
    ...{ amount: money(decimal(amount), customer.currency), createdAt: end },
  });
const totals = () => world.invoices().map(({ total }) => settledToWire(total));

/** One minute was used in time, and the only period is closed. */
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  world = new EndedWorld();
  world.at('2026-10-05T01:00:00Z');
  world.subscribe(ended);
  await world.use('2026-10-05T00:00:00Z', '70');
  world.at('2026-10-11T01:00:00Z');
  await world.close(ended.id, end);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('what comes late after the last close is billed on an invoice of its own', () => {
  it('nothing late makes nothing, and the customer is looked at once', async () => {
    expect(await world.settle()).toBe(0);
    expect([totals(), world.marks()]).toEqual([['70.00'], 0]);
  });

  it('1,000 more are 1,000.00, billed once however often each step is run', async () => {
    world.at('2026-10-14T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '1000');
    expect(await world.settle(customer.id, 2)).toBe(1);
    expect(await world.settle()).toBe(0);
    expect(world.lines()).toEqual([['charge 70: 70.00'], ['adjustment 1000: 1000.00']]);
    const [, final] = world.invoices();
    expect([final?.number, final?.status, final?.period]).toEqual(['INV-000002', 'open', { start: end, end }]);
    expect(world.marks()).toBe(0);
  });

  it('each time something comes, there is another one; and what comes between two looks is on one', async () => {
    world.at('2026-10-14T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '5');
    await world.use('2026-10-07T00:00:00Z', '6');
    await world.settle();
    world.at('2026-10-15T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '7');
    await world.settle();
    expect(totals()).toEqual(['70.00', '11.00', '7.00']);
  });

  it('a void gives back what was billed: 70.00, which need not be paid any more; taken back twice, nothing more', async () => {
    world.at('2026-10-14T00:00:00Z');
    await world.takeBack('event_1');
    await world.settle();
    await world.takeBack('event_1');
    await world.settle();
    expect(totals()).toEqual(['70.00', '-70.00']);
    const [billed] = world.invoices();
    expect([billed?.status, billed && settledToWire(billed.amountRemaining)]).toEqual(['paid', '0.00']);
    const { holds } = await balanceOf(customer.id, customer.currency);
    expect(settledToWire(holds)).toBe('0.00');
  });

  it('what comes and is taken back before anybody looks is nothing: no invoice, and the next one is right', async () => {
    world.at('2026-10-14T00:00:00Z');
    await world.takeBack(await world.use('2026-10-06T00:00:00Z', '1000'));
    expect(await world.settle()).toBe(1);
    expect(totals()).toEqual(['70.00']);
    await world.use('2026-10-06T00:00:00Z', '3');
    await world.settle();
    expect(totals()).toEqual(['70.00', '3.00']);
  });

  it('manual lines that a run took before it crashed are billed, once, also where the next run finds nothing else', async () => {
    const line = await waits('mline_1', '10.00');
    world.at('2026-10-14T00:00:00Z');
    await world.takeBack(await world.use('2026-10-06T00:00:00Z', '1000'));
    await takeLine(line, invoiceIdOf(ended.id, parseInstant('2026-10-11T00:00:00.001Z')));
    await world.settle(customer.id, 1);
    await world.use('2026-10-06T00:00:00Z', '3');
    await world.settle();
    expect(totals()).toEqual(['70.00', '10.00', '3.00']);
  });

  it('manual lines that wait are no reason for a final invoice, and go on waiting', async () => {
    await waits('mline_1', '10.00');
    world.at('2026-10-14T00:00:00Z');
    await world.takeBack(await world.use('2026-10-06T00:00:00Z', '1000'));
    await world.settle();
    expect(totals()).toEqual(['70.00']);
    expect((await manualLinesOf(customer.id)).map(({ invoiceId }) => invoiceId)).toEqual([null]);
  });

  it('what comes while the final close is at work is on the next one', async () => {
    world.at('2026-10-14T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '5');
    const input = { subscriptionId: ended.id, periodEnd: parseInstant('2026-10-11T00:00:00.001Z') };
    await freeze(input, lambdaContext);
    await world.use('2026-10-06T00:00:00Z', '6');
    await draft(input, lambdaContext);
    await world.settle();
    await world.settle();
    expect(totals()).toEqual(['70.00', '5.00', '6.00']);
  });

  it('an event says on which invoice it is billed', async () => {
    world.at('2026-10-14T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '5');
    await world.settle();
    const time = parseInstant('2026-10-06T00:00:00Z');
    const line = { number: 'INV-000002', lineId: 'line_1' };
    expect(await billedLine(customer.id, minutesOf(), time, end)).toMatchObject(line);
  });

  it('leaves usage after the end in time: a close ends an epoch, and moves no boundary', async () => {
    world.at('2026-10-14T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '5');
    await world.settle();
    expect(await closedThroughOf(customer.id)).toBe('2026-10-11T00:00:00.001Z');
    world.subscribe(after('2026-10-11T00:00:00Z'));
    await world.use('2026-10-11T00:00:00Z', '9');
    world.at('2026-11-11T01:00:00Z');
    await world.close(subscriptionId('sub_second'), parseInstant('2026-11-11T00:00:00Z'));
    expect(world.lines().at(-1)).toEqual(['charge 9: 9.00']);
  });
});

const minutesOf = () => {
  const meter = world.invoices()[0]?.lines[0]?.meter;
  if (meter === undefined || meter === null) throw new TypeError('the first line is one of usage');
  return meter;
};

describe('a customer with another subscription', () => {
  const second = subscriptionId('sub_second');
  const secondEnd = parseInstant('2026-11-20T00:00:00Z');

  it('late usage of the old one is on the next invoice of the new one, and on no final one', async () => {
    world.subscribe(after('2026-10-20T00:00:00Z'));
    world.at('2026-10-21T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '5');
    expect(await world.settle()).toBe(0);
    world.at('2026-11-20T01:00:00Z');
    await world.close(second, secondEnd);
    expect(world.lines()).toEqual([['charge 70: 70.00'], ['charge 0: 0.00', 'adjustment 5: 5.00']]);
    expect(await world.settle()).toBe(0);
    expect(world.marks()).toBe(0);
  });

  it('what a final close has billed is not on it again, and what came after that is', async () => {
    world.at('2026-10-14T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '5');
    await world.settle();
    world.subscribe(after('2026-10-20T00:00:00Z'));
    world.at('2026-10-21T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '6');
    await world.settle();
    world.at('2026-11-20T01:00:00Z');
    await world.close(second, secondEnd);
    expect(world.lines().slice(1)).toEqual([['adjustment 5: 5.00'], ['charge 0: 0.00', 'adjustment 6: 6.00']]);
  });

  it('a final close that has begun bills its epoch, even if the new one begins and is closed before it', async () => {
    world.at('2026-10-14T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '5');
    await freeze({ subscriptionId: ended.id, periodEnd: parseInstant('2026-10-11T00:00:00.001Z') }, lambdaContext);
    world.subscribe(after('2026-10-20T00:00:00Z'));
    await world.use('2026-10-06T00:00:00Z', '6');
    world.at('2026-11-20T01:00:00Z');
    await world.close(second, secondEnd);
    expect(await world.settle()).toBe(1);
    expect(world.lines().slice(1)).toEqual([['charge 0: 0.00', 'adjustment 6: 6.00'], ['adjustment 5: 5.00']]);
  });

  it('as long as the new one has not begun, the old one has its final invoice', async () => {
    world.subscribe(after('2026-10-20T00:00:00Z'));
    world.at('2026-10-14T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '5');
    expect(await world.settle()).toBe(1);
    expect(totals()).toEqual(['70.00', '5.00']);
  });
});

describe('usage that lies in no period is announced, each once', () => {
  it('before the first, between two, and after the last', async () => {
    await world.use('2026-09-30T23:00:00Z', '1');
    await world.use('2026-10-11T00:00:00Z', '2');
    await world.settle();
    await world.settle();
    expect(world.unbilled()).toEqual(['before_first_period 1', 'after_last_period 2']);
    expect([totals(), world.marks()]).toEqual([['70.00'], 0]);
  });

  it('what comes to it later is announced by itself', async () => {
    await world.use('2026-10-11T00:00:00Z', '2');
    await world.settle();
    const wrong = await world.use('2026-10-12T00:00:00Z', '3');
    await world.settle();
    await world.takeBack(wrong);
    await world.settle();
    expect(world.unbilled()).toEqual(['after_last_period 2', 'after_last_period 3', 'after_last_period -3']);
  });

  it('between two subscriptions, also when the second has closed a period', async () => {
    world.subscribe(after('2026-10-20T00:00:00Z'));
    world.at('2026-10-21T00:00:00Z');
    await world.use('2026-10-12T00:00:00Z', '2');
    await world.settle();
    world.at('2026-11-20T01:00:00Z');
    await world.close(subscriptionId('sub_second'), parseInstant('2026-11-20T00:00:00Z'));
    await world.use('2026-10-12T00:00:00Z', '4');
    await world.settle();
    expect(world.unbilled()).toEqual(['between_subscriptions 2', 'between_subscriptions 4']);
  });
});

describe('the child of a family', () => {
  const parent = customerId('cust_parent');
  const parentSubscription = { ...subscription, id: subscriptionId('sub_parent'), customerId: parent };
  const child = { ...customer, id: customerId('cust_child'), parentId: parent };
  const childSubscription = { ...ended, id: subscriptionId('sub_child'), customerId: child.id };

  /** The child's last period is on the parent's invoice. */
  const family = async (parentEnds: typeof end | null) => {
    const cut = parentEnds === null ? {} : { cancelAt: ended.cancelAt, period: ended.period, closeAt: ended.closeAt };
    world.subscribe({ ...parentSubscription, ...cut }, {}, { ...customer, id: parent });
    world.subscribe(childSubscription, {}, child);
    world.at('2026-10-11T01:00:00Z');
    await world.use('2026-10-05T00:00:00Z', '8', child.id);
    await world.close(childSubscription.id, end);
    if (parentEnds !== null) await world.close(parentSubscription.id, parentEnds);
    world.at('2026-10-14T00:00:00Z');
    await world.use('2026-10-06T00:00:00Z', '5', child.id);
  };
  const paid = () =>
    world
      .invoices()
      .flatMap(({ customerId: by, status, lines, total }) =>
        by === parent && status !== 'statement' ? [`${settledToWire(total)}: ${lines.length}`] : [],
      );

  it('has its late usage on the next invoice of the parent', async () => {
    await family(null);
    await world.settle(child.id);
    world.at('2026-11-01T01:00:00Z');
    await world.close(parentSubscription.id, subscription.period.end);
    expect(paid()).toEqual(['13.00: 3']);
    await world.settle(parent);
    await world.settle(child.id);
    expect(paid()).toEqual(['13.00: 3']);
  });

  it('has it on a final invoice of the parent where the parent has ended, too', async () => {
    await family(end);
    await world.settle(parent);
    await world.settle(child.id);
    expect(paid()).toEqual(['8.00: 2']);
    await world.settle(parent, 1);
    await world.settle(parent);
    expect(paid()).toEqual(['8.00: 2', '5.00: 1']);
    expect(world.invoices().filter((one) => one.customerId === child.id && one.status !== 'statement')).toEqual([]);
  });
});
