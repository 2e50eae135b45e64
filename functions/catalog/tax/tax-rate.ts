import { type Effective, overlap } from '../../kernel/effective.ts';
import type { TaxRateId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { type Decimal, plain } from '../../money/decimal.ts';

/** A tax of a country or of a region in it, as the operator set it. It never changes but for its end. */
export interface TaxRate extends Effective {
  readonly id: TaxRateId;
  /** As on the invoice: `VAT`, `GST`. */
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 3166-2 without the country, `QC`; null for the whole country. */
  readonly region: string | null;
  /** Regions where another tax takes its place; none for a region's own tax. */
  readonly exceptRegions: readonly string[];
  /** 0 to 100. */
  readonly percent: Decimal;
  /** Whether it is reckoned on the base and the taxes before it, rather than on the base. */
  readonly compound: boolean;
  /** Taxes are reckoned and printed by rising order. */
  readonly order: number;
  readonly createdAt: Instant;
}

/** An id begins with its country: `txr_DE_…`. */
export const taxRateIdPrefix = (country: string): string => `txr_${country}`;

/** @param others at least the rates of its country
 *  @throws InvalidInput `tax_rate_overlaps` at `/from`, when one of the same name and place holds at the same time */
export const assertNoOverlap = (rate: TaxRate, others: readonly TaxRate[]): void => {
  const same = others.find(
    ({ name, country, region, ...range }) =>
      name === rate.name && country === rate.country && region === rate.region && overlap(range, rate),
  );
  if (same === undefined) return;
  const place = [rate.country, rate.region].filter((part) => part !== null).join('-');
  throw new InvalidInput({
    code: 'tax_rate_overlaps',
    pointer: '/from',
    detail: `${rate.name} of ${place} is ${plain(same.percent)} % from ${same.from} (${same.id}): end that one first.`,
  });
};
