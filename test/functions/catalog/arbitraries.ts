import fc from 'fast-check';
import { decimal, plain, ZERO } from '../../../functions/money/decimal.ts';
import { positiveText } from '../money/arbitraries.ts';

type Model = 'flat' | 'linear' | 'tiered' | 'volume' | 'package';

const id = fc.stringMatching(/^[\w.:-]{1,64}$/);
const name = fc.stringMatching(/^[a-zA-Z][\w ]{0,20}[a-z]$/);
const aboveZero = positiveText().map((text) => (decimal(text).isZero() ? '1' : text));

const tiers = fc
  .tuple(fc.array(fc.tuple(aboveZero, rateInput()), { maxLength: 6 }), rateInput())
  .map(([steps, beyond]) => [...ascending(steps), { upTo: null, ...beyond }]);

function rateInput() {
  return fc.record({ unitAmount: positiveText(), flatAmount: positiveText() }, { requiredKeys: ['unitAmount'] });
}

function ascending<Rate>(steps: readonly (readonly [string, Rate])[]) {
  const widths = steps.map(([width]) => decimal(width));
  return steps.map(([, rate], index) => ({
    upTo: plain(widths.slice(0, index + 1).reduce((end, width) => end.plus(width), ZERO)),
    ...rate,
  }));
}

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
};

/** A charge of one of `models` as a plan has it on the wire. */
export function chargeInput(...models: readonly Model[]): fc.Arbitrary<Record<string, unknown>> {
  const chosen = models.length > 0 ? models : (['flat', 'linear', 'tiered', 'volume', 'package'] as const);
  return fc.constantFrom(...chosen).chain((model) => {
    const label = fc.record({ id, name }, { requiredKeys: ['id'] });
    const terms = model === 'flat' ? fc.constant({}) : usageTerms;
    return fc
      .tuple(label, terms, priceOf[model])
      .map(([named, usage, price]) => ({ ...named, ...usage, ...price, model }));
  });
}

const usageTerms = fc
  .tuple(fc.record({ meter: id, included: positiveText() }, { requiredKeys: ['meter'] }), bounds)
  .map(([usage, bound]) => ({ ...usage, ...bound }));
