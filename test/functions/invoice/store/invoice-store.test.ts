import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { markUncollectible } from '../../../../functions/invoice/store/invoice-store.ts';
import { allInvoices, invoicesOfCustomer } from '../../../../functions/invoice/store/list-store.ts';
import { customerId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { BillingWorld } from '../billing-world.ts';
import { drafted, minutes, planOf } from '../transcoding.ts';

const at = parseInstant('2026-11-04T00:00:00Z');
const later = parseInstant('2026-11-05T00:00:00Z');
const aDraft = drafted(planOf(minutes));
const open: Invoice = { ...aDraft, status: 'open', number: 'INV-000001', issuedAt: at };

let world: BillingWorld;
beforeEach(() => {
  world = new BillingWorld();
});
afterEach(() => vi.unstubAllEnvs());

const refusal = (code: string) => expect.objectContaining({ code });

describe('an open invoice is given up once', () => {
  it('again changes nothing', async () => {
    world.keepInvoice(open);
    const first = await markUncollectible(open.id, at);
    expect(first).toEqual({ ...open, status: 'uncollectible', uncollectibleAt: at });
    expect(await markUncollectible(open.id, later)).toEqual(first);
  });

  it('a paid one is not', async () => {
    world.keepInvoice({ ...open, status: 'paid', paidAt: at, paymentId: 'pay_1' });
    await expect(markUncollectible(open.id, at)).rejects.toThrow(refusal('invoice_not_open'));
  });

  it('neither is a draft, nor one that does not exist', async () => {
    world.keepInvoice(aDraft);
    await expect(markUncollectible(open.id, at)).rejects.toThrow(refusal('invoice_not_open'));
    await expect(markUncollectible(invoiceId('inv_none'), at)).rejects.toThrow(refusal('invoice_not_found'));
  });
});

describe('lists are newest first, and a filter loses nothing', () => {
  const keepMany = (count: number) => {
    for (let at = 0; at < count; at += 1) {
      const number = `INV-${String(at).padStart(6, '0')}`;
      const createdAt = parseInstant(`2026-11-01T00:${String(at).padStart(2, '0')}:00Z`);
      const of = { id: invoiceId(`inv_${at}`), customerId: customerId(at % 3 === 0 ? 'c0' : 'c1'), createdAt, number };
      world.keepInvoice({
        ...open,
        ...of,
        ...(at % 2 === 0 ? { status: 'open' } : { status: 'uncollectible', uncollectibleAt: createdAt }),
      });
    }
  };
  const pages = async (read: (cursor?: string) => ReturnType<typeof allInvoices>) => {
    const ids: string[][] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await read(cursor);
      ids.push(page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    return ids;
  };

  it('in pages', async () => {
    keepMany(5);
    expect(await pages((cursor) => allInvoices({ limit: 2, cursor }))).toEqual([
      ['inv_4', 'inv_3'],
      ['inv_2', 'inv_1'],
      ['inv_0'],
    ]);
  });

  it("a customer's, of one status, though most of what is read is something else", async () => {
    keepMany(40);
    const found = await pages((cursor) => invoicesOfCustomer(customerId('c0'), { limit: 3, cursor }, ['open']));
    expect(found.flat()).toEqual([36, 30, 24, 18, 12, 6, 0].map((at) => `inv_${at}`));
    expect(found.every((page) => page.length <= 3)).toBe(true);
  });

  it('a cursor of another list is refused', async () => {
    keepMany(5);
    const { nextCursor } = await allInvoices({ limit: 2 });
    await expect(invoicesOfCustomer(customerId('c0'), { limit: 2, cursor: nextCursor ?? undefined })).rejects.toThrow(
      refusal('invalid_cursor'),
    );
  });
});
