import { z } from 'zod';
import { plain } from '../../money/decimal.ts';
import { escapedGroupValue, maxGroupValue } from '../meter/group-value.ts';
import type { GroupPrices } from './group-prices.ts';

const maxPrices = 100;

/** Prices by group on the wire: an object with the price of each value.
 *  @param terms the fields that a value has of its own: those of the model, and `included` */
export const groupPricesSchema = <Terms extends z.ZodType<object>>(terms: Terms) =>
  z
    .strictObject({
      property: z.string().min(1).max(128),
      prices: z.record(z.string(), terms).superRefine(checkValues),
    })
    .transform(({ property, prices }) => ({
      property,
      prices: Object.entries(prices)
        .map(([value, own]) => ({ ...own, value }))
        .toSorted((a, b) => (a.value < b.value ? -1 : 1)),
    }))
    .nullable()
    .prefault(null);

const checkValues = (prices: object, ctx: z.RefinementCtx): void => {
  const values = Object.keys(prices);
  const fault = (code: string, message: string, path: readonly string[] = []) =>
    ctx.addIssue({ code: 'custom', message, path: [...path], params: { code } });
  if (values.length === 0) fault('group_prices_empty', 'at least one value has a price of its own');
  if (values.length > maxPrices) fault('too_many_group_prices', `at most ${maxPrices} values`);
  for (const value of values.filter((text) => !isGroupValue(text))) {
    const message = `a value is text of 1 to ${maxGroupValue} characters, of which % and # count three times`;
    fault('invalid_group_value', message, [value]);
  }
};

/** Whether events can have the value. One that is longer is cut in the key of a counter, and a price for it would
 *  never be met. */
const isGroupValue = (text: string): boolean =>
  text !== '' && text.isWellFormed() && escapedGroupValue(text).length <= maxGroupValue;

/** @param toWire prints the fields of the model */
export const groupPricesToWire = <Terms, Wire extends object>(
  groups: GroupPrices<Terms> | null,
  toWire: (terms: Terms) => Wire,
) =>
  groups && {
    property: groups.property,
    prices: Object.fromEntries(
      groups.prices.map((price) => [price.value, { ...toWire(price), included: plain(price.included) }]),
    ),
  };
