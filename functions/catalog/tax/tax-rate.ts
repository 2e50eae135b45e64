import { type Effective, overlap } from '../../kernel/effective-range.ts';
import type { TaxRateId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { type Decimal, plain } from '../../money/decimal.ts';

/** A tax of a country or of a region in it, as the operator set it. It never changes but for its end. */
export interface TaxRate extends Effective {
  readonly id: TaxRateId;
  /** The name on the invoice, such as `VAT` or `GST`. */
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 3166-2 without the country, such as `QC`; null for the whole country. */
  readonly region: string | null;
  /** Regions where another tax takes its place. The tax of a region has none. */
  readonly exceptRegions: readonly string[];
  /** The rate in percent, 0 to 100. */
  readonly percent: Decimal;
  /** Whether it is taken of the base and the taxes before it, rather than of the base alone. Of a base of 100.00,
   *  after a tax of 5.00, 10 % are 10.50 if compound, else 10.00. */
  readonly compound: boolean;
  /** Taxes are reckoned and printed by rising order. */
  readonly order: number;
  readonly createdAt: Instant;
}

/** What the id of a rate begins with. It names the country: `txr_DE_…`. */
export const taxRateIdPrefix = (country: string): string => `txr_${country}`;

/** Refuses a rate whose range overlaps that of another rate of the same name and place.
 *  @param others at least all rates of its country
 *  @throws InvalidInput `tax_rate_overlaps` at `/from` */
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
