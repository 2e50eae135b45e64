import { beforeAll, describe, expect, it } from 'vitest';
import { gaplessNumbers } from './invoice-numbers.ts';
import { unbalanced } from './ledger.ts';
import { allRows } from './stack.ts';
import { months } from './year-calendar.ts';
import { cast, childrenOf, payers } from './year-cast.ts';
import { Exact } from './year-exact.ts';
import { recomputed } from './year-invoices.ts';
import { zeroSum } from './year-ledger.ts';
import { currencies } from './year-plans.ts';
import { asExpected, stage } from './year-stage.ts';

let year: Awaited<ReturnType<typeof stage>>;

beforeAll(async () => {
  year = await stage(cast);
  for (const month of months) await year.pass(month);
}, 600_000);

describe('a year of monthly closes, recomputed from the raw events', () => {
  it.each(payers)('$name, in $currency: every line, tax, credit and total of every invoice', async (persona) => {
    const invoices = (await year.invoicesOf(persona.name)).filter(({ status }) => status !== 'void');
    const found = invoices.map((invoice) => asExpected(invoice, year.nameOf));
    expect(found).toEqual(recomputed(persona, childrenOf(persona)));
    expect(invoices.filter(({ status }) => status !== 'paid')).toEqual([]);
  });

  it('a family has one invoice a month: its branches have statements, without a number', async () => {
    for (const { name, parent } of cast.filter((one) => one.parent !== null)) {
      const statements = await year.invoicesOf(name);
      expect(statements.map(({ status, number }) => [status, number])).toEqual(
        statements.map(() => ['statement', null]),
      );
      const into = new Set(statements.map(({ consolidatedInto }) => consolidatedInto));
      const invoices = (await year.invoicesOf(String(parent))).map(({ id }) => id);
      expect([...into].filter((id) => !invoices.includes(id))).toEqual([]);
    }
  });

  it.each(payers)('$name: what was due was paid, and all ledgers add up to zero', async (persona) => {
    const customer = year.idOf(persona.name);
    expect(await unbalanced(customer)).toEqual([]);
    const paid = (await allRows(`/payments?customerId=${customer}`)).filter(({ outcome }) => outcome === 'succeeded');
    const due = recomputed(persona, childrenOf(persona)).map(({ amountDue }) => Exact.of(amountDue));
    expect(Exact.sum(paid.map(({ amount }) => Exact.of(String(amount)))).plain()).toBe(Exact.sum(due).plain());
  });

  it.each(Object.keys(currencies))('in %s all customers together neither gain nor lose anything', async (currency) => {
    const own = payers.filter((persona) => persona.currency === currency);
    const sums = await Promise.all(own.map(({ name }) => zeroSum(year.idOf(name), currency)));
    expect(sums.map((sum) => sum.plain())).toEqual(own.map(() => '0'));
  });

  it('nothing of it is idle: the year has lines, taxes and credits of every kind and of both signs', () => {
    const year = payers.flatMap((persona) => recomputed(persona, childrenOf(persona)));
    const lines = year.flatMap((invoice) => invoice.lines);
    const some = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
    console.log(payers.length, year.length, lines.length);
    for (const x of [
      / adjustment \w+ \S+ [1-9]/,
      / adjustment \w+ \S+ -/,
      / adjustment minimum /,
      / adjustment seats/,
      / adjustment \w+ \S+ \S+ -?[^0-]?\d*[1-9]/,
      / minimum 1 [1-9]/,
      / minimum 1 0/,
      / credit base 1 -/,
      / credit base 1 \S+ -/,
      / manual /,
      / sales /,
      /disk/,
      /seats/,
    ])
      console.log(x, some(x));
    console.log(
      'neg',
      year.filter(({ total }) => total.startsWith('-')).length,
      'credited',
      year.filter(({ credited }) => /[1-9]/.test(credited)).length,
      'bal',
      year.filter(({ balanceBefore }) => /[1-9]/.test(balanceBefore)).length,
      'taxes',
      year.filter(({ taxes }) => taxes.length === 3).length,
    );
  });

  it('the numbers of all invoices of the stack, whoever they belong to, have no gap', async () => {
    expect((await gaplessNumbers()).size).toBeGreaterThan(payers.length * months.length);
  });
});
