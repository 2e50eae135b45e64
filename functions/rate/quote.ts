import type { PricedCharge } from '../catalog/price.ts';
import type { Currency } from '../money/currency.ts';
import { ZERO } from '../money/decimal.ts';
import { DomainError } from '../money/domain-error.ts';
import { type Money, total } from '../money/money.ts';
import type { RatedLine } from './line.ts';
import { type Metered, plainMetered } from './metered.ts';
import { rateCharge } from './rate-charge.ts';

/** `subtotal` adds up the settled amounts of the lines. */
export type Quote = { readonly currency: Currency; readonly subtotal: Money; readonly lines: readonly RatedLine[] };

/** Usage by charge id. */
export type Usage = ReadonlyMap<string, Metered>;

abstract class MisplacedUsage extends DomainError {
  /** JSON pointer (RFC 6901) into the request. */
  readonly pointer: string;

  constructor(chargeId: string, message: string) {
    super(message);
    this.pointer = `/usage/${chargeId.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
}

export class UnknownCharge extends MisplacedUsage {
  readonly code = 'unknown_charge';
}

export class ChargeNotMetered extends MisplacedUsage {
  readonly code = 'charge_not_metered';
}

/** Prices usage without any customer; a usage charge that `usage` leaves out counts zero.
 *  @throws UnknownCharge
 *  @throws ChargeNotMetered for usage of a flat charge */
export function quote(charges: readonly PricedCharge[], usage: Usage, currency: Currency): Quote {
  for (const id of usage.keys()) usageChargeIn(charges, id);
  const lines = charges.map((charge) => rateCharge(charge, usage.get(charge.id) ?? plainMetered(ZERO), currency));
  const amounts = lines.map(({ amount }) => amount);
  return { currency, subtotal: total(amounts, currency), lines };
}

function usageChargeIn(charges: readonly PricedCharge[], id: string): void {
  const charge = charges.find((candidate) => candidate.id === id);
  if (charge === undefined) throw new UnknownCharge(id, 'there is no charge with this id');
  if (charge.model === 'flat') throw new ChargeNotMetered(id, 'a flat charge has no usage');
}
