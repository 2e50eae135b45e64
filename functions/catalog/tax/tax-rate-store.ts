import type { TaxRateId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict, InvalidInput, NotFound } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { readAll, readItem, readPage, updateItem } from '../table/item-store.ts';
import { taxRateItem, taxRatePartition, taxRatePrefix, taxRatesRevisionItem } from '../table/keys.ts';
import { commit, create, nextRevision, revisionOf } from '../table/transaction-store.ts';
import { assertNoOverlap, type TaxRate, taxRateIdPrefix } from './tax-rate.ts';
import { taxRateFromWire, taxRateToWire, taxRateWire } from './tax-rate-wire.ts';

/** Makes a rate. The revision of the country is read before its rates, and must still be the same when the rate is
 *  put: so nobody has made another rate of the country in between.
 *  @throws InvalidInput `tax_rate_overlaps` at `/from`
 *  @throws Conflict `tax_rates_changed` when the country got another rate meanwhile */
export const createTaxRate = async (rate: TaxRate): Promise<void> => {
  const list = taxRatesRevisionItem(rate.country);
  const revision = await revisionOf(list);
  assertNoOverlap(rate, await taxRatesIn(rate.country));
  const refusal = () =>
    new Conflict('tax_rates_changed', `Somebody else set a rate of ${rate.country} just now: look at it first.`);
  const { until, ...wire } = taxRateToWire(rate);
  // A rate without an end has no `until` in the table, rather than null, so that conditions only have to compare times.
  const item = create(taxRateItem(rate.id), { ...wire, ...(until === null ? {} : { until }) });
  await commit({ item, refusal }, { item: nextRevision(list, revision), refusal });
};

/** All rates that a country and its regions have or had, strongly consistent. */
export const taxRatesIn = async (country: string): Promise<readonly TaxRate[]> =>
  (await readAll(taxRatePartition, `${taxRatePrefix}${taxRateIdPrefix(country)}_`)).map(fromItem);

/** Rates by country, and those of a country in the order of their making; strongly consistent. */
export const taxRatePage = async (country: string | undefined, request: PageRequest): Promise<Page<TaxRate>> => {
  const prefix = country === undefined ? taxRatePrefix : `${taxRatePrefix}${taxRateIdPrefix(country)}_`;
  return mapPage(await readPage(taxRatePartition, prefix, 'ascending', request), fromItem);
};

/** @throws NotFound `tax_rate_not_found` */
export const requireTaxRate = async (id: TaxRateId): Promise<TaxRate> => {
  const item = await readItem(taxRateItem(id));
  if (item === undefined) throw new NotFound('tax_rate', id);
  return fromItem(item);
};

/** Sets the end of a rate, or brings it forward. It is never taken back.
 *  @throws NotFound `tax_rate_not_found`
 *  @throws InvalidInput `range_empty` at `/until`, where that is before the rate begins
 *  @throws Conflict `tax_rate_ended` where the rate ends earlier already */
export const endTaxRate = async (id: TaxRateId, until: Instant): Promise<TaxRate> => {
  const { from } = await requireTaxRate(id);
  if (until < from) {
    throw new InvalidInput({ code: 'range_empty', pointer: '/until', detail: `It begins only at ${from}.` });
  }
  const item = await updateItem(taxRateItem(id), {
    UpdateExpression: 'SET #until = :until',
    ConditionExpression: 'attribute_not_exists(#until) OR #until >= :until',
    ExpressionAttributeNames: { '#until': 'until' },
    ExpressionAttributeValues: { ':until': until },
  });
  if (item !== undefined) return fromItem(item);
  throw new Conflict('tax_rate_ended', 'It ends earlier already, and an end is not taken back: make a new rate.');
};

const fromItem = (item: unknown): TaxRate => taxRateFromWire(taxRateWire.parse(item));
