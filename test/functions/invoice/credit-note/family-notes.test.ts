import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { periodOf } from '../../../../functions/catalog/subscription/billing-period.ts';
import { creditNoteId } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditInvoice } from '../../../../functions/invoice/credit-note/credit-note-service.ts';
import { customerId, invoiceIdOf, subscriptionId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { documents } from '../../../../functions/platform/table/dynamo.ts';
import { EndedWorld } from '../ended-world.ts';
import { customer, subscription } from '../transcoding.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** The calls of DynamoDB that a note of 1.00 takes after another one, on the invoice of a parent whose children have 10.00
 *  each. */
const callsFor = async (children: number): Promise<number> => {
  const world = new EndedWorld();
  const parent = { ...customer, id: customerId('cust_parent') };
  const payer = { ...subscription, id: subscriptionId('sub_parent'), customerId: parent.id };
  const { end } = periodOf(subscription, 0);
  world.at('2026-10-05T01:00:00Z');
  world.subscribe(payer, {}, parent);
  const paidFor = Array.from({ length: children }, (_, index) => {
    const child = { ...customer, id: customerId(`cust_child_${index}`), parentId: parent.id };
    const own = { ...subscription, id: subscriptionId(`sub_child_${index}`), customerId: child.id };
    world.subscribe(own, {}, child);
    return own;
  });
  for (const own of paidFor) await world.use('2026-10-05T00:00:00Z', '10', own.customerId);
  world.at('2026-11-01T01:10:00Z');
  for (const own of paidFor) await world.close(own.id, end);
  await world.close(payer.id, end);
  const at = parseInstant('2026-11-02T00:00:00Z');
  const making = { prefix: 'CN', reason: 'wrong', issuedAt: at, createdAt: at };
  const note = async (id: string) => {
    const wanted = { kind: 'amount', amount: decimal('1') } as const;
    return creditInvoice(invoiceIdOf(payer.id, end), { ...making, id: creditNoteId(id), wanted });
  };
  await note('cn_1');
  const calls = vi.spyOn(documents, 'send');
  expect(settledToWire((await note('cn_2')).note.total)).toBe('1.00');
  return calls.mock.calls.length;
};

it("a note reads a parent's invoice as often as it has children, and not for each of them once more", async () => {
  const [ten, twenty] = [await callsFor(10), await callsFor(20)];
  expect(twenty - ten).toBeLessThanOrEqual(10 * 5);
});
