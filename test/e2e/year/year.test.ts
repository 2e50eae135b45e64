import { beforeAll, describe, expect, it } from 'vitest';
import { gaplessNumbers } from '../invoice-numbers.ts';
import { unbalanced } from '../ledger.ts';
import { allRows } from '../stack.ts';
import { months } from './calendar.ts';
import { cast, childrenOf, payers } from './cast.ts';
import { Exact } from './exact.ts';
import { asExpected } from './found.ts';
import { recomputed } from './invoices.ts';
import { zeroSum } from './ledger.ts';
import { currencies } from './plans.ts';
import { stage } from './stage.ts';

/** By the text of a line, which ends with quantity, amount and what coupons take off, and of the totals. */
const seen: readonly (readonly [string, RegExp])[] = [
  ['late usage', / adjustment \w+ \S+ 0?\.?\d*[1-9]/],
  ['usage taken back', / adjustment \w+ -\S+ -/],
  ['late usage that a coupon is taken off', / adjustment \w+ \S+ \S+ \d*\.?\d*[1-9]/],
  ['late usage that costs nothing more', / adjustment \w+ [1-9]\S* 0/],
  ['a true-up', / minimum 1 \d*[1-9]/],
  ['a true-up that late usage lowers', / adjustment minimum 1 -/],
  ['the unused rest of a fee', / credit base 1 -/],
  ['the unused rest of a fee, and of its coupon', / credit base 1 -\S+ -/],
  ['usage of two plans in one period', /climber: charge minutes .*climber: charge minutes/],
  ['a free trial', /trial: charge minutes \S+ 0 0$/],
  ['agreed lines', / manual manual 1 -/],
  ['a negative total', /total -/],
  ['grants', / credited \d*[1-9]/],
  ['a balance', / balance \d*[1-9]/],
  ['three taxes on one invoice', /taxes \S+ \S+ \S+/],
  ['a tax given back', /taxes -/],
];

const texts = payers
  .flatMap((persona) => recomputed(persona, childrenOf(persona)))
  .flatMap(({ lines, total, credited, balanceBefore, taxes }) => [
    ...lines,
    lines.join('; '),
    `total ${total} credited ${credited} balance ${balanceBefore}`,
    `taxes ${taxes.join(' ')}`,
  ]);

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

  it('what could not be paid is void, and another invoice stands in for it', async () => {
    const replaced = payers.filter(({ replacedIn }) => replacedIn !== null);
    const invoices = (await Promise.all(replaced.map(({ name }) => year.invoicesOf(name)))).flat();
    const voided = invoices.filter(({ status }) => status === 'void');
    expect(voided.length).toBe(replaced.length);
    expect(invoices.flatMap(({ id, replaces }) => (replaces === null ? [] : [[replaces, id]]))).toEqual(
      voided.map(({ id, replacedBy }) => [id, replacedBy]),
    );
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

  it.each(seen)('nothing of it is idle: the year has %s', (_, pattern) => {
    expect(texts.filter((text) => pattern.test(text)).length).toBeGreaterThan(0);
  });

  it('the numbers of all invoices of the stack, whoever they belong to, have no gap', async () => {
    expect((await gaplessNumbers()).size).toBeGreaterThan(payers.length * months.length);
  });
});
