import type { Label, PricedCharge, UsagePrice } from '../catalog/plan/price.ts';
import type { Currency } from '../money/currency.ts';
import { type Decimal, ZERO } from '../money/decimal.ts';
import { DomainError } from '../money/domain-error.ts';
import { type Money, total } from '../money/money.ts';
import { commitmentLine } from './commitment.ts';
import type { RatedLine } from './line.ts';
import { type Metered, type MeteredGroup, plainMetered } from './metered.ts';
import { rateCharge } from './rate-charge.ts';

/** What some usage costs. `subtotal` adds up the amounts of the lines after they were rounded. */
export type Quote = { readonly currency: Currency; readonly subtotal: Money; readonly lines: readonly RatedLine[] };

/** Usage by charge id. */
export type Usage = ReadonlyMap<string, Metered>;

/** Usage that was given for a charge which cannot take it. */
export abstract class MisplacedUsage extends DomainError {
  /** JSON pointer (RFC 6901) into the request. */
  readonly pointer: string;

  /** @param place where in the usage of the charge, as the rest of the pointer */
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

/** The price that usage is quoted at: charges, and the minimum commitment for all of them together. A commitment of zero is
 *  none. */
export type QuotedPrice = { readonly charges: readonly PricedCharge[]; readonly minimumAmount: Decimal };

/** Prices usage without a customer. A usage charge that `usage` leaves out counts zero. Under a minimum commitment the last line
 *  is what is missing to it.
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

/** A group has to name the property that the charge is priced by. One with no values at all is fine: it stands for the events
 *  without that property. */
const assertGroups = ({ id, groupPrices }: Label & UsagePrice, groups: readonly MeteredGroup[]): void => {
  if (groupPrices === null) return;
  const { property } = groupPrices;
  const place = groups.findIndex(({ values }) => Object.keys(values).length > 0 && !Object.hasOwn(values, property));
  if (place < 0) return;
  throw new GroupPropertyMissing(id, `the charge is priced by "${property}"`, `/groups/${place}/values`);
};
