import { chargeSchema } from '../../catalog/plan/charge.ts';
import type { Currency } from '../../money/currency.ts';
import type { RatedLine } from '../../rate/line.ts';
import type { Metered } from '../../rate/metered.ts';
import { rateCharge } from '../../rate/rate-charge.ts';
import type { InvoiceLine } from '../invoice.ts';

/** What a usage line comes to with other usage: at the price that is kept on the line, whatever its plan costs
 *  today. */
export const rerated = ({ price }: Pick<InvoiceLine, 'price'>, metered: Metered, currency: Currency): RatedLine =>
  rateCharge(chargeSchema.parse(price), metered, currency);
