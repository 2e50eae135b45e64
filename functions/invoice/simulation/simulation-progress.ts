import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { currency } from '../../money/currency.ts';
import { add, compare, moneyFromWire, settledToWire } from '../../money/money.ts';
import { type PlanSimulationWire, planSimulationWire, type SimulatedCustomerWire } from './simulation-wire.ts';

/** As it is stored: with the page of subscriptions that comes next. */
export const planSimulationItemSchema = planSimulationWire.extend({
  cursor: z.string().nullable(),
  revision: z.int().nonnegative(),
});
export type PlanSimulation = z.output<typeof planSimulationItemSchema>;

type Wanted = Pick<PlanSimulation, 'id' | 'planId' | 'planVersion' | 'to' | 'periods' | 'includeOpen'>;

export const begunSimulation = (wanted: Wanted, now: Instant): PlanSimulation => ({
  ...wanted,
  status: 'running',
  progress: { total: null, done: 0, refused: 0 },
  totals: [],
  ...{ cursor: null, revision: 0, startedAt: now, updatedAt: now },
});

export const withTotal = (simulation: PlanSimulation, total: number, now: Instant): PlanSimulation => ({
  ...simulation,
  progress: { ...simulation.progress, total },
  revision: simulation.revision + 1,
  updatedAt: now,
});

/** @param cursor of the next page; null after the last */
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
      // The list lags behind what was counted.
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

/** Currencies are never added up: each has its own total, in the order of the alphabet. */
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

/** Digits of an amount in minor units: more than any has. */
const width = 60;

/** Text whose order is that of the amounts in a currency; those that were refused come before all. */
export const differenceKey = ({ currency: code, difference, customerId }: SimulatedCustomerWire): string => {
  if (difference === null) return `${code}#-#${customerId}`;
  const digits = difference.replaceAll(/[-.]/g, '').padStart(width, '0');
  const isNegative = difference.startsWith('-');
  const sortable = isNegative ? `0${digits.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))}` : `1${digits}`;
  return `${code}#${sortable}#${customerId}`;
};
