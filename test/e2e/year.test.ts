import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../localstack/api-client.ts';
import { unbalanced } from './ledger.ts';
import { allRows } from './stack.ts';
import { months } from './year-calendar.ts';
import { cast } from './year-cast.ts';
import { Exact } from './year-exact.ts';
import { recomputed } from './year-invoices.ts';
import { asExpected, stage } from './year-stage.ts';

let year: Awaited<ReturnType<typeof stage>>;

beforeAll(async () => {
  year = await stage(cast);
  console.log('staged', performance.now());
  for (const month of months) {
    await year.pass(month);
    console.log(month, performance.now());
  }
}, 600_000);

describe('a year of monthly closes, recomputed from the raw events', () => {
  it.each(cast)('$name, in $currency: every line, tax, credit and total of every invoice', async (persona) => {
    const invoices = (await year.invoicesOf(persona.name)).filter(({ status }) => status !== 'void');
    expect(invoices.map(asExpected)).toEqual(recomputed(persona));
    expect(invoices.filter(({ status }) => status !== 'paid')).toEqual([]);
  });

  it.each(cast)('$name: what was due was paid, and all ledgers add up to zero', async (persona) => {
    const customer = year.idOf(persona.name);
    expect(await unbalanced(customer)).toEqual([]);
    const paid = (await allRows(`/payments?customerId=${customer}`)).filter(({ outcome }) => outcome === 'succeeded');
    const due = recomputed(persona).map(({ amountDue }) => Exact.of(amountDue));
    expect(Exact.sum(paid.map(({ amount }) => Exact.of(String(amount)))).plain()).toBe(Exact.sum(due).plain());
  });

  it('the numbers of all invoices of the stack, whoever they belong to, have no gap', async () => {
    const numbers = await eventually('as many invoices as the highest number says', async () => {
      const given = (await allRows('/invoices')).flatMap(({ number }) =>
        number === null ? [] : Number(String(number).slice('INV-'.length)),
      );
      return given.length === Math.max(...given) ? given : undefined;
    });
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
