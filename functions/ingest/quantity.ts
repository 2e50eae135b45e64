import { meets } from '../catalog/meter/filter.ts';
import type { Meter } from '../catalog/meter/meter.ts';
import { pointerOf } from '../kernel/json-pointer.ts';
import type { Mistake } from '../kernel/meterline-error.ts';
import { type Decimal, decimal, decimalOf, ONE, plain } from '../money/decimal.ts';
import { DomainError } from '../money/domain-error.ts';
import { type Json, type JsonObject, propertyOf } from './usage-event.ts';

export type Quantity =
  | { readonly ok: true; readonly value: Decimal }
  | { readonly ok: false; readonly mistake: Mistake };

const refuse = (code: string, pointer: string, detail: string): Quantity => ({
  ok: false,
  mistake: { code, pointer, detail },
});

/** The quantity that the meter takes from the data: one for `count` and `unique_count`, else the value property, which
 *  is a decimal string or a JSON number. */
export const quantityOf = (meter: Meter, data: JsonObject): Quantity => {
  const { measure } = meter;
  if (measure.aggregation === 'count') return { ok: true, value: ONE };
  const value = propertyOf(data, measure.valueProperty);
  const pointer = pointerOf(['data', measure.valueProperty]);
  if (value === undefined || value === null)
    return refuse('quantity_missing', pointer, `The meter "${meter.key}" needs "${measure.valueProperty}".`);
  return measure.aggregation === 'unique_count' ? { ok: true, value: ONE } : readQuantity(value, pointer);
};

/** Whether the filters of the meter let the event through. */
export const isMetered = (meter: Meter, data: JsonObject): boolean =>
  meter.filters.every((filter) => meets(filter, propertyOf(data, filter.property)));

const readQuantity = (value: Json, pointer: string): Quantity => {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return refuse('quantity_invalid', pointer, 'A quantity is a decimal string such as "12.50", or a JSON number.');
  }
  try {
    return { ok: true, value: decimal(typeof value === 'number' ? plainNumber(value) : value) };
  } catch (error) {
    if (error instanceof DomainError) return refuse('quantity_invalid', pointer, error.message);
    throw error;
  }
};

/** Prints a double of at most 15 digits in plain notation. JavaScript mostly does that by itself, without an
 *  exponent. */
const plainNumber = (value: number): string => {
  const text = String(value);
  return /[eIN]/.test(text) ? plain(decimalOf(value)) : text;
};
