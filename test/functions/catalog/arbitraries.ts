import fc from 'fast-check';
import { models, type Price } from '../../../functions/catalog/plan/price.ts';
import { decimal, plain, ZERO } from '../../../functions/money/decimal.ts';
import { positiveText } from '../money/arbitraries.ts';

type Model = Price['model'];

const id = fc.stringMatching(/^[\w.:-]{1,64}$/);
const name = fc.stringMatching(/^[a-zA-Z][\w ]{0,20}[a-z]$/);
const aboveZero = positiveText().map((text) => (decimal(text).isZero() ? '1' : text));

const rateInput = () =>
  fc.record({ unitAmount: positiveText(), flatAmount: positiveText() }, { requiredKeys: ['unitAmount'] });

const tiers = fc
  .tuple(fc.array(fc.tuple(aboveZero, rateInput()), { maxLength: 6 }), rateInput())
  .map(([steps, beyond]) => [...ascending(steps), { upTo: null, ...beyond }]);

const ascending = <Rate>(steps: readonly (readonly [string, Rate])[]) => {
  const widths = steps.map(([width]) => decimal(width));
  return steps.map(([, rate], index) => ({
    upTo: plain(widths.slice(0, index + 1).reduce((end, width) => end.plus(width), ZERO)),
    ...rate,
  }));
};

const bounds = fc.oneof(
  fc.constant({}),
  fc.record({ minimumAmount: positiveText() }),
  fc.record({ maximumAmount: fc.oneof(positiveText(), fc.constant(null)) }),
  fc.tuple(positiveText(), positiveText()).map(([minimumAmount, more]) => ({
    minimumAmount,
    maximumAmount: plain(decimal(minimumAmount).plus(decimal(more))),
  })),
);

const priceOf = {
  flat: fc.record(
    { amount: positiveText(), billed: fc.constantFrom('advance', 'arrears'), prorated: fc.boolean() },
    { requiredKeys: ['amount'] },
  ),
  linear: fc.record({ unitAmount: positiveText() }),
  tiered: fc.record({ tiers }),
  volume: fc.record({ tiers }),
  package: fc.record({ packageSize: aboveZero, packageAmount: positiveText() }),
  percentage: fc.record({ percent: positiveText(), fixedAmount: positiveText() }, { requiredKeys: ['percent'] }),
};

/** Values of a property, of which a charge may price some. */
export const resolutions = ['4K', 'HD', 'SD', '100 %', '#1'] as const;

const groupPricesOf = (terms: fc.Arbitrary<object>) =>
  fc.option(
    fc.record({
      property: fc.constant('resolution'),
      prices: fc.dictionary(fc.constantFrom(...resolutions), priced(terms), { minKeys: 1, noNullPrototype: true }),
    }),
  );

const priced = (terms: fc.Arbitrary<object>) =>
  fc
    .tuple(terms, fc.record({ included: positiveText() }, { requiredKeys: [] }))
    .map(([own, free]) => ({ ...own, ...free }));

/** A charge of one of these models, or of any, as a plan has it on the wire. */
export const chargeInput = (...among: readonly Model[]): fc.Arbitrary<Record<string, unknown>> => {
  const chosen = among.length > 0 ? among : models;
  return fc.constantFrom(...chosen).chain((model) => {
    const label = fc.record({ id, name }, { requiredKeys: ['id'] });
    const terms = model === 'flat' ? fc.constant({}) : usageTerms;
    const groups = model === 'flat' ? fc.constant({}) : fc.record({ groupPrices: groupPricesOf(priceOf[model]) });
    return fc
      .tuple(label, terms, priceOf[model], groups)
      .map(([named, usage, price, grouped]) => ({ ...named, ...usage, ...price, ...grouped, model }));
  });
};

const usageTerms = fc
  .tuple(fc.record({ meter: id, included: positiveText() }, { requiredKeys: ['meter'] }), bounds)
  .map(([usage, bound]) => ({ ...usage, ...bound }));
