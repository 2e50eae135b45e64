import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { currency } from '../../money/currency.ts';
import { add, compare, moneyFromWire, settledToWire } from '../../money/money.ts';
import { type PlanSimulationWire, planSimulationWire, type SimulatedCustomerWire } from './simulation-wire.ts';

/** A simulation as the table keeps it: with the cursor of the page of subscriptions that comes next, and a revision that tells a
 *  repeated step from the first one. */
export const planSimulationItemSchema = planSimulationWire.extend({
  cursor: z.string().nullable(),
  revision: z.int().nonnegative(),
});
export type PlanSimulation = z.output<typeof planSimulationItemSchema>;

type Wanted = Pick<PlanSimulation, 'id' | 'planId' | 'planVersion' | 'to' | 'periods' | 'includeOpen'>;

/** A simulation at its beginning, before the subscriptions of the plan are counted. */
export const begunSimulation = (wanted: Wanted, now: Instant): PlanSimulation => ({
  ...wanted,
  status: 'running',
  progress: { total: null, done: 0, refused: 0 },
  totals: [],
  ...{ cursor: null, revision: 0, startedAt: now, updatedAt: now },
});

/** The simulation once the subscriptions of the plan are counted. */
export const withTotal = (simulation: PlanSimulation, total: number, now: Instant): PlanSimulation => ({
  ...simulation,
  progress: { ...simulation.progress, total },
  revision: simulation.revision + 1,
  updatedAt: now,
});

/** The simulation after one more page of customers.
 *  @param cursor of the next page; null after the last one */
export const withCustomers = (
  simulation: PlanSimulation,
  customers: readonly SimulatedCustomerWire[],
  cursor: string | null,
  now: Instant,
): PlanSimulation => {
  const { progress } = simulation;
  const done = progress.done + customers.length;
  return {
    ...simulation,
    status: cursor === null ? 'done' : 'running',
    progress: {
      // The index that is listed lags behind: there may be more or fewer subscriptions than were counted.
      total: cursor === null ? done : Math.max(progress.total ?? 0, done),
      done,
      refused: progress.refused + customers.filter(({ code }) => code !== null).length,
    },
    totals: customers.reduce(withCustomer, simulation.totals),
    cursor,
    revision: simulation.revision + 1,
    updatedAt: now,
  };
};

type Total = PlanSimulationWire['totals'][number];

const nothing = { old: '0', new: '0', difference: '0', winners: 0, losers: 0, unchanged: 0 };

/** The totals with one more customer. Each currency has a total of its own, since amounts of different ones are never added. */
const withCustomer = (totals: readonly Total[], customer: SimulatedCustomerWire): Total[] => {
  const others = totals.filter((one) => one.currency !== customer.currency);
  const before = totals.find((one) => one.currency === customer.currency) ?? {
    ...nothing,
    currency: customer.currency,
  };
  if (customer.old === null || customer.new === null || customer.difference === null) return [...totals];
  const of = currency(customer.currency);
  const money = (text: string) => moneyFromWire(text, of);
  const plus = (a: string, b: string) => settledToWire(add(money(a), money(b)));
  const side = compare(money(customer.new), money(customer.old));
  const after = {
    currency: customer.currency,
    old: plus(before.old, customer.old),
    new: plus(before.new, customer.new),
    difference: plus(before.difference, customer.difference),
    winners: before.winners + (side < 0 ? 1 : 0),
    losers: before.losers + (side > 0 ? 1 : 0),
    unchanged: before.unchanged + (side === 0 ? 1 : 0),
  };
  return [...others, after].toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
};

/** More digits than any amount in minor units has. */
const width = 60;

/** A sort key that puts the customers of a currency in the order of their difference; those without one come first. Positive
 *  amounts get a `1` and leading zeros. Negative ones get a `0`, and each digit is taken from 9, so that -5.00 sorts before
 *  -4.00. With three digits: -5.00 is `0499`, -4.00 is `0599`, 4.00 is `1400`. */
export const differenceKey = ({ currency: code, difference, customerId }: SimulatedCustomerWire): string => {
  if (difference === null) return `${code}#-#${customerId}`;
  const digits = difference.replaceAll(/[-.]/g, '').padStart(width, '0');
  const isNegative = difference.startsWith('-');
  const sortable = isNegative ? `0${digits.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))}` : `1${digits}`;
  return `${code}#${sortable}#${customerId}`;
};
