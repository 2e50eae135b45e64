import { z } from 'zod';
import { instantWire } from '../../kernel/instant-wire.ts';
import { plain } from '../../money/decimal.ts';
import { settledToWire } from '../../money/money.ts';
import type { Compared, SimulatedCustomer, SimulatedLine, SimulatedPeriod } from './simulation.ts';

const amount = z.string().meta({ examples: ['268.00'] });
const comparedWire = {
  old: amount,
  new: amount,
  difference: z.string().meta({ description: 'New less old', examples: ['4.00'] }),
};
const amounts = z.object({ quantity: z.string(), amount }).nullable();
const target = z.object({ planId: z.string(), planVersion: z.int().positive() });

const periodWire = z.object({
  periodStart: instantWire,
  periodEnd: instantWire,
  lines: z.array(
    z.object({ chargeId: z.string(), name: z.string(), old: amounts, new: amounts, difference: z.string() }),
  ),
  ...comparedWire,
});

/** What a single customer's usage costs at both plans, period by period and charge by charge. */
export const customerSimulationWire = z.object({
  customerId: z.string(),
  subscriptionId: z.string(),
  currency: z.string(),
  to: target,
  periods: z.array(periodWire).meta({ description: 'Oldest first' }),
  ...comparedWire,
});

/** What the customers of one currency come to. */
const totalWire = z.object({
  currency: z.string(),
  ...comparedWire,
  winners: z.int().meta({ description: 'Customers that would have paid less' }),
  losers: z.int(),
  unchanged: z.int(),
});

/** A simulation for all subscriptions of a plan. */
export const planSimulationWire = z.object({
  id: z.string(),
  planId: z.string(),
  planVersion: z.int().positive().nullable().meta({ description: 'Null: all versions' }),
  to: target,
  periods: z.int(),
  includeOpen: z.boolean(),
  status: z.enum(['running', 'done', 'failed']),
  progress: z.object({
    total: z.int().nullable().meta({ description: 'Subscriptions found; null until they are counted' }),
    done: z.int(),
    refused: z.int().meta({ description: 'Of those done: that cannot be on the other plan' }),
  }),
  totals: z.array(totalWire).meta({ description: 'By currency, of those done' }),
  startedAt: instantWire,
  updatedAt: instantWire,
});
export type PlanSimulationWire = z.output<typeof planSimulationWire>;

/** What a customer's usage comes to in a simulation of a plan. Where the customer cannot be on the other plan, the amounts are null
 *  and `code` says why. */
export const simulatedCustomerWire = z.object({
  customerId: z.string(),
  subscriptionId: z.string(),
  currency: z.string(),
  old: amount.nullable(),
  new: amount.nullable(),
  difference: z.string().nullable(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
});
export type SimulatedCustomerWire = z.output<typeof simulatedCustomerWire>;

const comparedToWire = (one: Compared) => ({
  old: settledToWire(one.old),
  new: settledToWire(one.new),
  difference: settledToWire(one.difference),
});

const amountsToWire = (of: SimulatedLine['old']) =>
  of === null ? null : { quantity: plain(of.quantity), amount: settledToWire(of.amount) };

const periodToWire = ({ period, lines, ...of }: SimulatedPeriod): z.output<typeof periodWire> => ({
  periodStart: period.start,
  periodEnd: period.end,
  lines: lines.map(({ chargeId, name, ...line }) => ({
    ...{ chargeId, name, old: amountsToWire(line.old), new: amountsToWire(line.new) },
    difference: settledToWire(line.difference),
  })),
  ...comparedToWire(of),
});

export const customerSimulationToWire = (
  simulated: SimulatedCustomer,
  to: z.output<typeof target>,
): z.output<typeof customerSimulationWire> => {
  const { customerId, subscriptionId, currency, periods } = simulated;
  return { customerId, subscriptionId, currency, to, periods: periods.map(periodToWire), ...comparedToWire(simulated) };
};

/** The same in brief, as one customer of a simulation for all of a plan. */
export const simulatedToWire = (simulated: SimulatedCustomer): SimulatedCustomerWire => {
  const { customerId, subscriptionId, currency } = simulated;
  return { customerId, subscriptionId, currency, ...comparedToWire(simulated), code: null, detail: null };
};
