import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as verify } from '../../../../functions/invoice/close/verify.handler.ts';
import type { Draft } from '../../../../functions/invoice/invoice.ts';
import { startOf } from '../../../../functions/invoice/verify/part-progress-wire.ts';
import { isVerified, requireVerified } from '../../../../functions/invoice/verify/proof-store.ts';
import { invoiceId, meterKey } from '../../../../functions/kernel/ids.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { lambdaContext } from '../../platform/http-event.ts';
import { BillingWorld } from '../billing-world.ts';
import { draftOf, openOf } from '../issued.ts';

const part = vi.hoisted(() => ({ verdict: {}, asked: [] as unknown[] }));
vi.mock('../../../../functions/invoice/verify/verify-part-service.ts', () => ({
  verifyPart: async (_: unknown, progress: unknown) => {
    part.asked.push(progress);
    return part.verdict;
  },
}));

const withUsage = (draft: Draft, quantity = '268'): Draft => ({
  ...draft,
  lines: draft.lines.map((line) => ({ ...line, meter: meterKey('minutes'), quantity: decimal(quantity) })),
});
const draft = withUsage(draftOf([{ amount: '268.00' }]));
const mismatches = [
  { lineId: 'line_1', expected: '300', found: '268', expectedAmount: '300.00', foundAmount: '268.00' },
];
let world = new BillingWorld();
const verified = () => verify({ invoiceId: draft.id }, lambdaContext);

beforeEach(() => {
  world = new BillingWorld();
  world.isTrusting = false;
  world.keepInvoice(draft);
  part.asked = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the step that verifies a draft', () => {
  it('notes that it adds up, for just what the lines say', async () => {
    part.verdict = { outcome: 'verified' };
    await expect(requireVerified(draft)).rejects.toMatchObject({ code: 'evidence_not_verified' });
    expect(await verified()).toEqual({ outcome: 'verified' });
    expect(await isVerified(draft)).toBe(true);
    expect(await isVerified(withUsage(draft, '269'))).toBe(false);
  });

  it('notes nothing and announces each line that does not, under the same id however often it is tried', async () => {
    part.verdict = { outcome: 'mismatch', mismatches };
    await verified();
    expect(await verified()).toEqual({ outcome: 'mismatch', mismatches });
    expect(await isVerified(draft)).toBe(false);
    expect(new Set(world.announcements).size).toBe(1);
    expect(world.heard[0]).toMatchObject({
      ...{ invoiceId: draft.id, customerId: draft.customerId, meter: 'minutes', lineId: 'line_1', currency: 'USD' },
      ...{ expected: '300', found: '268', expectedAmount: '300.00', foundAmount: '268.00' },
    });
  });

  it('goes on from where the part before it came', async () => {
    const progress = startOf('digest', 3);
    part.verdict = { outcome: 'more', progress };
    expect(await verified()).toEqual({ outcome: 'more', progress });
    await verify({ invoiceId: draft.id, progress }, lambdaContext);
    expect(part.asked).toEqual([null, progress]);
  });

  it('has nothing to do where the invoice is final', async () => {
    world.keepInvoice({ ...openOf([{ amount: '1.00' }]), id: draft.id });
    expect(await verified()).toEqual({ outcome: 'verified' });
    expect(part.asked).toEqual([]);
  });
});

describe('an invoice', () => {
  it('without usage needs no verification', async () => {
    await requireVerified(draftOf([{ amount: '20.00' }]));
  });

  it('that stands in for another is verified where the other was, as long as it bills the same', async () => {
    part.verdict = { outcome: 'verified' };
    await verified();
    const second = { ...draft, id: invoiceId('inv_2'), replaces: draft.id };
    world.keepInvoice(second);
    const third = { ...draft, id: invoiceId('inv_3'), replaces: second.id };
    expect(await isVerified(third)).toBe(true);
    expect(await isVerified(withUsage(third, '1'))).toBe(false);
  });
});
