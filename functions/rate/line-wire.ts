import { z } from 'zod';
import { models } from '../catalog/plan/price.ts';
import { decimalText } from '../kernel/decimal-wire.ts';
import { plain } from '../money/decimal.ts';
import { exactToWire, settledToWire } from '../money/money.ts';
import { type Bracket, bracketKinds, type RatedLine } from './line.ts';

/** One bracket of a line's breakdown: `amount = units × unitAmount + flatAmount`, exact. */
export const bracketSchema = z.object({
  kind: z.enum(bracketKinds),
  group: z
    .object({ property: z.string(), value: z.string() })
    .nullable()
    .default(null)
    .meta({ description: 'The value that has a price of its own; null for all others' }),
  from: decimalText,
  to: decimalText,
  units: decimalText,
  unitAmount: decimalText,
  flatAmount: decimalText,
  amount: decimalText,
});

export const quoteLineSchema = z.object({
  chargeId: z.string(),
  model: z.enum(models),
  quantity: decimalText,
  amount: decimalText,
  exactAmount: decimalText,
  breakdown: z.array(bracketSchema),
});

export const lineToWire = ({ chargeId, model, quantity, amount, exactAmount, breakdown }: RatedLine) => ({
  chargeId,
  model,
  quantity: plain(quantity),
  amount: settledToWire(amount),
  exactAmount: exactToWire(exactAmount),
  breakdown: breakdown.map(bracketToWire),
});

export const bracketToWire = ({ kind, group, from, to, units, unitAmount, flatAmount, amount }: Bracket) => ({
  kind,
  group,
  from: plain(from),
  to: plain(to),
  units: plain(units),
  unitAmount: plain(unitAmount),
  flatAmount: plain(flatAmount),
  amount: plain(amount),
});
