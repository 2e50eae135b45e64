import { type Decimal, exactDecimal } from '../../money/decimal.ts';

/** A number as DynamoDB answers it; zero where the attribute is missing. It may be printed with an exponent: `1.23E+29`. */
export const numberOf = (value: { readonly N?: string | undefined } | undefined): Decimal => {
  const [mantissa = '0', exponent = '0'] = (value?.N ?? '0').split(/[eE]/);
  return exactDecimal(mantissa).times(exactDecimal('10').pow(Number(exponent)));
};
