import type { Label, PricedCharge, UsagePrice } from '../catalog/plan/price.ts';
import type { Currency } from '../money/currency.ts';
import { type Decimal, ZERO } from '../money/decimal.ts';
import { DomainError } from '../money/domain-error.ts';
import { type Money, total } from '../money/money.ts';
import { commitmentLine } from './commitment.ts';
import type { RatedLine } from './line.ts';
import { type Metered, type MeteredGroup, plainMetered } from './metered.ts';
import { rateCharge } from './rate-charge.ts';

/** `subtotal` adds up the settled amounts of the lines. */
export type Quote = { readonly currency: Currency; readonly subtotal: Money; readonly lines: readonly RatedLine[] };

/** Usage by charge id. */
export type Usage = ReadonlyMap<string, Metered>;

export abstract class MisplacedUsage extends DomainError {
  /** JSON pointer (RFC 6901) into the request. */
  readonly pointer: string;

  /** @param place within the usage of the charge */
  constructor(chargeId: string, message: string, place = '') {
    super(message);
    this.pointer = `/usage/${chargeId.replaceAll('~', '~0').replaceAll('/', '~1')}${place}`;
  }
}

export class UnknownCharge extends MisplacedUsage {
  readonly code = 'unknown_charge';
}

export class ChargeNotMetered extends MisplacedUsage {
  readonly code = 'charge_not_metered';
}

export class GroupPropertyMissing extends MisplacedUsage {
  readonly code = 'group_property_missing';
}

/** What is charged, and at least `minimumAmount` for all of it together; zero commits to nothing. */
export type QuotedPrice = { readonly charges: readonly PricedCharge[]; readonly minimumAmount: Decimal };

/** Prices usage without any customer; a usage charge that `usage` leaves out counts zero. What is missing to a minimum
 *  commitment is a line of its own, the last.
 *  @throws UnknownCharge
 *  @throws ChargeNotMetered for usage of a flat charge
 *  @throws GroupPropertyMissing for a group of other properties than the one that is priced by */
export const quote = ({ charges, minimumAmount }: QuotedPrice, usage: Usage, currency: Currency): Quote => {
  for (const [id, { groups }] of usage) assertGroups(usageChargeIn(charges, id), groups);
  const charged = charges.map((charge) => rateCharge(charge, usage.get(charge.id) ?? plainMetered(ZERO), currency));
  const minimum = minimumAmount.isZero() ? [] : [commitmentLine(minimumAmount, sumOf(charged, currency))];
  const lines = [...charged, ...minimum];
  return { currency, subtotal: sumOf(lines, currency), lines };
};

const sumOf = (lines: readonly RatedLine[], currency: Currency): Money =>
  total(
    lines.map(({ amount }) => amount),
    currency,
  );

const usageChargeIn = (charges: readonly PricedCharge[], id: string): Label & UsagePrice => {
  const charge = charges.find((candidate) => candidate.id === id);
  if (charge === undefined) throw new UnknownCharge(id, 'there is no charge with this id');
  if (charge.model === 'flat') throw new ChargeNotMetered(id, 'a flat charge has no usage');
  return charge;
};

/** A group without any value is that of events without the property. */
const assertGroups = ({ id, groupPrices }: Label & UsagePrice, groups: readonly MeteredGroup[]): void => {
  if (groupPrices === null) return;
  const { property } = groupPrices;
  const place = groups.findIndex(({ values }) => Object.keys(values).length > 0 && !Object.hasOwn(values, property));
  if (place < 0) return;
  throw new GroupPropertyMissing(id, `the charge is priced by "${property}"`, `/groups/${place}/values`);
};
