import { describe, expect, it } from 'vitest';
import { begun, type CollectionState } from '../../../functions/collect/collection.ts';
import type { Dunning, NextStep } from '../../../functions/collect/dunning.ts';
import { readiness } from '../../../functions/collect/readiness.ts';
import { waitSeconds } from '../../../functions/collect/wait-seconds.ts';
import type { InvoiceStatus } from '../../../functions/invoice/invoice.ts';
import { at, due, finalizedAt, invoiceOf } from './overdue.ts';

const { id: invoiceId, customerId } = invoiceOf();
const begin = begun({ invoiceId, customerId, number: 'INV-000001', amountDue: due, startedAt: finalizedAt });
const soon = at('2026-11-02T01:00:00Z');
const before = at('2026-11-01T12:00:00Z');

interface Case {
  readonly next?: NextStep;
  readonly tried?: string | null;
  readonly method?: string | null;
  readonly now?: typeof soon;
  readonly status?: InvoiceStatus;
  readonly state?: CollectionState;
}

const readinessOf = ({ next, tried = 'a', method = 'a', now = before, status = 'open', state = begin.state }: Case) => {
  const dunning: Dunning | null =
    next === undefined ? null : { firstFailedAt: finalizedAt, stage: 1, next, triedMethod: tried };
  return readiness({
    collection: { ...begin, dunning, state },
    customer: { paymentMethod: method },
    invoice: { status },
    now,
  });
};

const retry: NextStep = { kind: 'retry', at: soon };
const awaiting: NextStep = { kind: 'payment_method', at: soon };

describe('readiness: the one rule by which a wait ends', () => {
  it.each<[string, Case, unknown]>([
    ['nothing was tried', {}, { kind: 'charge', trigger: 'first' }],
    ['nothing was tried and there is no method', { method: null }, { kind: 'charge', trigger: 'first' }],
    ['the day is ahead', { next: retry }, { kind: 'not_yet', until: soon }],
    ['the day has come', { next: retry, now: soon }, { kind: 'charge', trigger: 'schedule' }],
    ['the method is new', { next: retry, method: 'b' }, { kind: 'charge', trigger: 'payment_method' }],
    ['both', { next: retry, method: 'b', now: soon }, { kind: 'charge', trigger: 'schedule' }],
    ['the method was removed', { next: retry, method: null }, { kind: 'not_yet', until: soon }],
    [
      'the method was removed and the day has come',
      { next: retry, method: null, now: soon },
      { kind: 'charge', trigger: 'schedule' },
    ],
    ['it waits for a method', { next: awaiting }, { kind: 'not_yet', until: soon }],
    ['the first method', { next: awaiting, tried: null }, { kind: 'charge', trigger: 'payment_method' }],
    ['still no method', { next: awaiting, tried: null, method: null }, { kind: 'not_yet', until: soon }],
    ['no method came', { next: awaiting, now: soon }, { kind: 'give_up' }],
    [
      'one came in the last moment',
      { next: awaiting, now: soon, method: 'b' },
      { kind: 'charge', trigger: 'payment_method' },
    ],
    ['the last day failed', { next: { kind: 'give_up' }, method: 'b' }, { kind: 'give_up' }],
    ['paid elsewhere', { next: retry, status: 'paid' }, { kind: 'closed' }],
    ['voided', { next: awaiting, status: 'void', now: soon }, { kind: 'closed' }],
    ['ended', { state: { status: 'paid', endedAt: soon } }, { kind: 'closed' }],
  ])('%s', (_, given, expected) => {
    expect(readinessOf(given)).toEqual(expected);
  });
});

describe('wait: until the next attempt by the wall clock, a year on a test clock', () => {
  it.each([
    ['2026-11-02T01:00:00.000Z', '2026-11-01T01:00:00.000Z', 86_400],
    ['2026-11-02T01:00:00.000Z', '2026-11-02T00:59:58.999Z', 2],
    ['2026-11-02T01:00:00.000Z', '2026-11-02T01:00:00.000Z', 1],
    ['2026-11-02T01:00:00.000Z', '2026-12-01T00:00:00.000Z', 1],
    ['2036-11-02T01:00:00.000Z', '2026-12-01T00:00:00.000Z', 31_536_000],
  ])('until %s, from %s: %i s', (until, now, seconds) => {
    expect(waitSeconds(at(until), at(now))).toBe(seconds);
  });

  it('on a test clock Step Functions does not keep the time', () => {
    expect(waitSeconds(soon, null)).toBe(31_536_000);
  });
});
