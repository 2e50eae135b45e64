import type { Meter } from '../catalog/meter.ts';
import type { Mistake } from '../catalog/meterline-error.ts';
import { type Decimal, decimal, exactDecimal, ONE } from '../money/decimal.ts';
import { DomainError } from '../money/domain-error.ts';
import { type Json, type JsonObject, propertyOf } from './usage-event.ts';

export type Quantity =
  | { readonly ok: true; readonly value: Decimal }
  | { readonly ok: false; readonly mistake: Mistake };

const refuse = (code: string, pointer: string, detail: string): Quantity => ({
  ok: false,
  mistake: { code, pointer, detail },
});

/** What `meter` counts in `data`: one for `count`, the value property for `sum`, as a decimal string or a JSON number. */
export const quantityOf = (meter: Meter, data: JsonObject): Quantity => {
  const { measure } = meter;
  if (measure.aggregation === 'count') return { ok: true, value: ONE };
  const value = propertyOf(data, measure.valueProperty);
  const pointer = `/data/${measure.valueProperty.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (value === undefined || value === null)
    return refuse('quantity_missing', pointer, `The meter "${meter.key}" needs "${measure.valueProperty}".`);
  return readQuantity(value, pointer);
};

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

/** A double of at most 15 digits in plain notation: 1e21 and 1e-7 are printed with an exponent by JavaScript. */
const plainNumber = (value: number): string => {
  const text = String(value);
  const [mantissa = '', exponent] = text.split('e');
  return exponent === undefined
    ? text
    : exactDecimal(mantissa)
        .times(exactDecimal('10').pow(Number(exponent)))
        .toFixed();
};
