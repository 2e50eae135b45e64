import { z } from 'zod';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { inOurWords } from '../../kernel/mistake-words.ts';
import { add, isSettled, type Money, moneyFromWire, settledToWire, total } from '../../money/money.ts';
import { applyTax, type TaxDecision, type Taxed, treatments } from './tax.ts';
import type { TaxablePart, TaxRequest } from './tax-engine.ts';
import { taxFromWire, taxSchema } from './tax-wire.ts';

/** The question to a tax engine outside, about one part of an invoice. Amounts are decimal strings in the major unit of
 *  the currency: `"268.00"` are dollars. */
export const taxQuestionOf = (
  { invoiceId, customer }: Pick<TaxRequest, 'invoiceId' | 'customer'>,
  { at, amount, lines }: TaxablePart,
) => ({
  version: 1,
  invoiceId,
  at,
  currency: amount.currency,
  amount: settledToWire(amount),
  lines: lines.map((line) => ({ ...line, amount: settledToWire(line.amount) })),
  customer: {
    id: customer.id,
    name: customer.name,
    address: customer.address,
    tax: customer.tax,
    locale: customer.locale,
  },
});
export type TaxQuestion = ReturnType<typeof taxQuestionOf>;

/** What it has to answer. Where prices exclude tax, `taxBase` is the amount that was asked about; where they include
 *  it, tax base and taxes add up to that amount. Asked about 119.00 with 19 %: `taxBase` 119.00 and a tax of 22.61,
 *  or `taxBase` 100.00 and 19.00. */
export const taxAnswerSchema = z.object({
  taxBase: z.string(),
  taxes: z.array(taxSchema).max(50),
  treatment: z.enum(treatments),
  note: z.string().max(1000).nullable(),
});

/** The answer does not add up, and no invoice is made of it. Once the engine is mended, the close can be started
 *  again. */
export class TaxAnswerInvalid extends MeterlineError {
  readonly code = 'tax_answer_invalid';
  readonly kind = 'conflict';
}

/** Reads the answer of a tax engine, if its figures add up.
 *  @param amount the amount that was asked about
 *  @throws TaxAnswerInvalid `tax_answer_invalid` */
export const taxedOf = (answer: unknown, amount: Money): Taxed => {
  const taxed = readAnswer(answer, amount);
  const { taxBase, taxes, tax, taxTreatment } = taxed;
  const sums = [taxBase, ...taxes.flatMap((one) => [one.base, one.amount])];
  if (!sums.every(isSettled)) throw new TaxAnswerInvalid('an amount has more digits than the currency');
  if (taxTreatment !== 'taxed' && taxes.length > 0)
    throw new TaxAnswerInvalid(`${taxTreatment}, and taxed all the same`);
  if (!taxBase.amount.equals(amount.amount) && !add(taxBase, tax).amount.equals(amount.amount)) {
    throw new TaxAnswerInvalid('neither the tax base nor the total is the amount that was asked about');
  }
  return taxed;
};

/** What the answer says about each line, if its sums are just what its rates come to. An engine that taxes lines
 *  differently, or rounds in another way, says nothing about a single line; and neither does an answer about nothing.
 *
 *  Asked about 268.00, a tax of 19 % with 50.92 on 268.00 holds for each line. One with 9.50 on 50.00 does not: some of
 *  the lines are not taxed, and the answer does not say which. 19 % with 0.00 on 0.02 do not say whether the tax comes on
 *  top or is included. */
export const decisionOf = (
  { taxBase, taxes, tax, taxTreatment, taxNote }: Taxed,
  amount: Money,
): TaxDecision | null => {
  const isTooSmall = tax.amount.isZero() && taxes.some(({ fraction }) => !fraction.isZero());
  if (amount.amount.isZero() || isTooSmall) return null;
  const rates = taxes.map(({ base: _, amount: __, ...rate }) => rate);
  const pricesIncludeTax = !taxBase.amount.equals(amount.amount);
  const decision: TaxDecision = { treatment: taxTreatment, rates, pricesIncludeTax, note: taxNote };
  const again = applyTax(amount, decision);
  const isSame =
    again.taxBase.amount.equals(taxBase.amount) &&
    taxes.every((one, at) => {
      const other = again.taxes[at];
      return (
        other !== undefined &&
        one.base.amount.equals(other.base.amount) &&
        one.amount.amount.equals(other.amount.amount)
      );
    });
  return isSame ? decision : null;
};

/** @throws TaxAnswerInvalid `tax_answer_invalid` where it has not the form that is expected */
const readAnswer = (answer: unknown, { currency }: Money): Taxed => {
  const { success, data, error } = taxAnswerSchema.safeParse(answer, {
    error: inOurWords,
    reportInput: true,
  });
  if (!success) throw new TaxAnswerInvalid(z.prettifyError(error));
  try {
    const taxes = data.taxes.map((tax) => taxFromWire(tax, currency));
    const taxBase = moneyFromWire(data.taxBase, currency);
    const tax = total(
      taxes.map(({ amount }) => amount),
      currency,
    );
    return { taxBase, taxes, tax, total: add(taxBase, tax), taxTreatment: data.treatment, taxNote: data.note };
  } catch (cause) {
    throw new TaxAnswerInvalid(cause instanceof Error ? cause.message : 'an amount is no decimal string');
  }
};
