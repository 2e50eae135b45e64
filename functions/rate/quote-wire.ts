import { plain } from '../money/decimal.ts';
import { exactToWire, settledToWire } from '../money/money.ts';
import type { Bracket, RatedLine } from './line.ts';
import type { Quote } from './quote.ts';

export type QuoteWire = ReturnType<typeof quoteToWire>;
export type LineWire = ReturnType<typeof lineToWire>;
export type BracketWire = ReturnType<typeof bracketToWire>;

export const quoteToWire = ({ currency, subtotal, lines }: Quote) => ({
  currency,
  subtotal: settledToWire(subtotal),
  lines: lines.map(lineToWire),
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
