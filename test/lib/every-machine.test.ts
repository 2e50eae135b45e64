import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Definition, definitionsIn } from './definition.ts';
import { wholeStack } from './whole.ts';

const definitions = definitionsIn(Template.fromStack(wholeStack()));

/** Where an execution may go from each state. */
const waysIn = ({ States }: Definition): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.entries(States).map(([name, { Next, Default, Choices, Catch }]) => [
      name,
      [Next, Default, ...Choices.map((rule) => rule.Next), ...Catch.map((caught) => caught.Next)].filter(
        (way) => way !== undefined,
      ),
    ]),
  );

/** What can come after a state, itself only where there is a loop. */
const after = (ways: ReadonlyMap<string, readonly string[]>, from: string): ReadonlySet<string> => {
  const met = new Set<string>();
  const left = [...(ways.get(from) ?? [])];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    if (met.has(at)) continue;
    met.add(at);
    left.push(...(ways.get(at) ?? []));
  }
  return met;
};

// A machine renders its definition when it is made: what is chained to its states afterwards is missing from it, and its last
// state ends it.
describe('the definition of a machine has all of its states', () => {
  it.each([...definitions])('%s ends in a state that says how, and reaches all others', (_, definition) => {
    const ways = waysIn(definition);
    const ends = Object.entries(definition.States).filter(([name]) => ways.get(name)?.length === 0);
    expect(ends.filter(([, { Type }]) => Type !== 'Succeed' && Type !== 'Fail').map(([name]) => name)).toEqual([]);
    const reached = new Set([definition.StartAt, ...after(ways, definition.StartAt)]);
    expect(Object.keys(definition.States).filter((name) => !reached.has(name))).toEqual([]);
  });

  it.each([
    ['MigrationsJob', 'Pages', 'IsDone'],
    ['SimulationsJob', 'Pages', 'IsDone'],
    ['MeterJobsBackfill', 'BackfillLog', 'IsLogDone'],
    ['ReconciliationAll', 'Page', 'IsLastPage'],
    ['InvoiceSweepMachine', 'Page', 'IsLastPage'],
    ['InvoiceLateSweepMachine', 'Page', 'IsLastPage'],
    ['InvoiceClose', 'Freeze', 'IsNextDue'],
    ['InvoiceClose', 'VerifyOn', 'IsVerified'],
    ['CollectCollection', 'Attempt', 'IsDayLeft'],
    ['CollectAdvance', 'Tick', 'IsReady'],
  ])('%s comes back to %s by %s', (id, step, choice) => {
    const definition = [...definitions].find(([key]) => key.startsWith(id))?.[1] ?? { StartAt: '', States: {} };
    expect(definition.States[choice]?.Type).toBe('Choice');
    const ways = waysIn(definition);
    expect(after(ways, step)).toContain(choice);
    expect(after(ways, choice)).toContain(step);
  });

  it('this file knows every machine but that of one reconciliation, which has no loop', () => {
    expect(definitions.size).toBe(10);
  });
});
