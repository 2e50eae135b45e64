import { describe, expect, it } from 'vitest';
import { claimKeyOf, type UsageEvent } from '../../../../functions/ingest/usage-event.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant, plusMilliseconds } from '../../../../functions/kernel/instant.ts';
import { claimEvents } from '../../../../functions/meter/count/claim-events.ts';
import type { BatchState, Claim, CountingStore } from '../../../../functions/meter/count/counting-port.ts';
import { type BatchId, batchId, newBatchId } from '../../../../functions/meter/counter/batch-id.ts';
import { usageEvent } from '../../ingest/sample.ts';

const now = parseInstant('2026-10-03T15:00:00Z');
const lease = 60_000;
const mine = batchId('mine');
const other = newBatchId(now);
const events = Array.from({ length: 1000 }, (_, n) => usageEvent({ id: `e${n}` }));

/** As many as DynamoDB takes in a call. */
const inOneCall = (things: readonly unknown[], most: number): void => {
  if (things.length > most) throw new RangeError(`${things.length} in a call: at most ${most} are possible`);
};

/** What the tables hold, and a list of the calls. */
const tables = (held: { claims?: ReadonlyMap<string, Claim>; batches?: ReadonlyMap<BatchId, BatchState> }) => {
  const claims = new Map(held.claims);
  const batches = new Map(held.batches);
  const calls: string[] = [];
  const claimOf = (event: UsageEvent, owner: BatchId): Claim => ({
    owner,
    customer: event.customer,
    hash: event.hash,
    claimedAt: now,
  });
  const store: CountingStore = {
    claim: async (some, owner) => {
      calls.push('claim');
      inOneCall(some, 25);
      const fresh = some.filter((event) => !claims.has(claimKeyOf(event)));
      for (const event of fresh) claims.set(claimKeyOf(event), claimOf(event, owner));
      return new Set(fresh.map(claimKeyOf));
    },
    readClaims: async (keys) => {
      calls.push('readClaims');
      inOneCall(keys, 100);
      return new Map([...claims].filter(([key]) => keys.includes(key)));
    },
    readBatch: async (_, batch) => {
      calls.push('readBatch');
      return batches.get(batch);
    },
    fence: async (_, batch) => {
      calls.push('fence');
      if (!batches.has(batch)) batches.set(batch, 'fenced');
    },
    takeOver: async (event, from, owner) => {
      calls.push('takeOver');
      if (claims.get(claimKeyOf(event))?.owner !== from) return false;
      claims.set(claimKeyOf(event), claimOf(event, owner));
      return true;
    },
    letGo: async () => undefined,
    readHead: async () => ({ shards: 1, closedThrough: null, closedBefore: null, billsFrom: null, lastLogDay: null }),
    readBests: async () => new Map(),
    readSums: async () => new Map(),
    commit: async () => 'committed',
  };
  return { store, calls };
};
const ownedBy = (owner: BatchId, age: number, change: Partial<Claim> = {}) =>
  new Map(
    events.map((event) => [
      claimKeyOf(event),
      { owner, customer: event.customer, hash: event.hash, claimedAt: plusMilliseconds(now, -age), ...change },
    ]),
  );
const claim = async ({ store, calls }: ReturnType<typeof tables>, some = events) => {
  const fates = await claimEvents(store, some, { batch: mine, clock: () => now, lease });
  const count = (name: string) => calls.filter((call) => call === name).length;
  return {
    fates: Object.fromEntries(Object.entries(fates).map(([fate, list]) => [fate, list.length])),
    count,
  };
};
const none = { mine: 0, duplicates: 0, conflicts: 0, undecided: 0 };

describe('whose an event is', () => {
  it('nobody’s: 1,000 are claimed in 40 calls of 25, and nothing is read', async () => {
    const { fates, count } = await claim(tables({}));
    expect(fates).toEqual({ ...none, mine: 1000 });
    expect([count('claim'), count('readClaims'), count('readBatch')]).toEqual([40, 0, 0]);
  });

  it('a committed batch’s: a message of 1,000 that comes again asks for its batch once, not 1,000 times', async () => {
    const world = tables({ claims: ownedBy(other, 1), batches: new Map([[other, 'committed']]) });
    const { fates, count } = await claim(world);
    expect(fates).toEqual({ ...none, duplicates: 1000 });
    expect([count('readClaims'), count('readBatch')]).toEqual([10, 1]);
  });

  it('a batch’s that may still commit, to the end of the lease', async () => {
    const { fates, count } = await claim(tables({ claims: ownedBy(other, lease - 1) }));
    expect(fates).toEqual({ ...none, undecided: 1000 });
    expect([count('fence'), count('takeOver')]).toEqual([0, 0]);
  });

  it('a batch’s that died: fenced once, then taken over', async () => {
    const { fates, count } = await claim(tables({ claims: ownedBy(other, lease) }));
    expect(fates).toEqual({ ...none, mine: 1000 });
    expect([count('fence'), count('readBatch'), count('takeOver')]).toEqual([1, 2, 1000]);
  });

  it('a fenced batch’s: taken over at once, whatever the lease', async () => {
    const { fates } = await claim(tables({ claims: ownedBy(other, 0), batches: new Map([[other, 'fenced']]) }));
    expect(fates).toEqual({ ...none, mine: 1000 });
  });

  it('a batch’s that committed just before the fence: a duplicate after all', async () => {
    const world = tables({ claims: ownedBy(other, lease) });
    let reads = 0;
    const store: CountingStore = {
      ...world.store,
      readBatch: async () => (reads++ === 0 ? undefined : 'committed'),
      fence: async () => undefined,
    };
    expect((await claim({ ...world, store })).fates).toEqual({ ...none, duplicates: 1000 });
  });

  it('another content’s: a conflict, however its batch stands', async () => {
    const { fates, count } = await claim(tables({ claims: ownedBy(other, lease, { hash: 'another' }) }));
    expect(fates).toEqual({ ...none, conflicts: 1000 });
    expect(count('takeOver')).toBe(0);
  });

  it('our own, when the answer to its insertion was lost', async () => {
    const { store, calls } = tables({});
    const losing: CountingStore = {
      ...store,
      claim: async (some, owner, at) => {
        await store.claim(some, owner, at);
        throw new Error('the answer is lost');
      },
    };
    expect((await claim({ store: losing, calls })).fates).toEqual({ ...none, mine: 1000 });
  });

  it('nobody’s still, when insertions stay throttled: the messages come again', async () => {
    const { store, calls } = tables({});
    const { fates, count } = await claim(
      { store: { ...store, claim: async () => new Set() }, calls },
      events.slice(0, 3),
    );
    expect(fates).toEqual({ ...none, undecided: 3 });
    expect(count('readClaims')).toBe(5);
  });

  it('taken by another in the race for it, again and again: the messages come again', async () => {
    const world = tables({ claims: ownedBy(other, 0), batches: new Map([[other, 'fenced']]) });
    const store = { ...world.store, takeOver: async () => false };
    expect((await claim({ ...world, store }, events.slice(0, 3))).fates).toEqual({ ...none, undecided: 3 });
  });
});

it('the owner is looked up where the owner’s event lies, also when a conflicting event names another customer', async () => {
  const claims = ownedBy(other, lease, { customer: customerId('cust_first') });
  const world = tables({ claims });
  const asked: string[] = [];
  const store: CountingStore = {
    ...world.store,
    readBatch: async (customer) => {
      asked.push(customer);
      return 'committed';
    },
  };
  await claim({ ...world, store }, events.slice(0, 1));
  expect(asked).toEqual(['cust_first']);
});
