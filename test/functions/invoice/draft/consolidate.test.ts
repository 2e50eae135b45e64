import { describe, expect, it } from 'vitest';
import { discountLines } from '../../../../functions/invoice/discount/discount-lines.ts';
import { consolidate } from '../../../../functions/invoice/draft/consolidate.ts';
import type { Statement } from '../../../../functions/invoice/invoice.ts';
import { closingLines } from '../../../../functions/invoice/period/period-lines.ts';
import { customerId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { moneyFromWire, settledToWire, total } from '../../../../functions/money/money.ts';
import { closingOf, customer, drafted, minutes, planOf, support } from '../transcoding.ts';

const usd = customer.currency;
const own = () => discountLines(closingLines(closingOf(planOf(support))), [], usd);
const spring = (amount: string) => ({
  ...{ discountId: 'dis_1', couponId: 'spring', name: 'Spring', percent: decimal('10') },
  amount: moneyFromWire(amount, usd),
});
const child = (name: string, used: string, ...discounts: readonly ReturnType<typeof spring>[]) => {
  const of = customerId(`cust_${name}`);
  const made = drafted(planOf(minutes), used);
  const statement: Statement = {
    ...made,
    ...{ id: invoiceId(`inv_${name}`), customerId: of, status: 'statement', consolidatedInto: null, discounts },
    lines: made.lines.map((line) => ({ ...line, customerId: of })),
  };
  return { statement, name };
};

describe("a parent's invoice has its children's statements as sections", () => {
  it('50.00 of its own, 268.00 and 10.00 of two children: each its section, 328.00 in all', () => {
    const { lines, sections } = consolidate(customer, own(), [child('north', '3400'), child('south', '100')]);
    expect(lines.map(({ id, customerId: of, amount }) => [id, of, settledToWire(amount)])).toEqual([
      ['line_1', 'cust_8821', '50.00'],
      ['line_2', 'cust_north', '268.00'],
      ['line_3', 'cust_south', '10.00'],
    ]);
    expect(sections.map(({ name, subtotal }) => [name, settledToWire(subtotal)])).toEqual([
      ['Clip & Sons', '50.00'],
      ['north', '268.00'],
      ['south', '10.00'],
    ]);
    const sum = total(
      sections.map(({ subtotal }) => subtotal),
      usd,
    );
    expect(settledToWire(sum)).toBe('328.00');
  });

  it('two statements of a child are one section, and a coupon on both is one discount', () => {
    const two = [child('north', '100', spring('1.00')), child('north', '200', spring('2.00'))];
    const { sections, discounts } = consolidate(customer, own(), two);
    expect(sections.map(({ name, subtotal }) => [name, settledToWire(subtotal)])).toEqual([
      ['Clip & Sons', '50.00'],
      ['north', '30.00'],
    ]);
    expect(discounts.map(({ couponId, amount }) => [couponId, settledToWire(amount)])).toEqual([['spring', '3.00']]);
  });

  it('each line of a child names its place on the statement of its own customer, also through a statement between', () => {
    const placesOf = (statement: Statement, name: string) =>
      consolidate(customer, own(), [{ statement, name }]).lines.map(({ statementLine: of }) => of);
    const { statement } = child('north', '3400');
    expect(placesOf(statement, 'north')).toEqual([null, { invoiceId: 'inv_north', lineId: 'line_1' }]);
    const { lines } = consolidate(customer, { lines: [], discounts: [] }, [{ statement, name: 'north' }]);
    const between = { ...child('east', '100').statement, lines };
    expect(placesOf(between, 'east')[1]).toEqual({ invoiceId: 'inv_north', lineId: 'line_1' });
  });

  it('without children there are no sections', () => {
    expect(consolidate(customer, own(), []).sections).toEqual([]);
  });
});
