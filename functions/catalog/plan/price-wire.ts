import { allowanceSchema, amountSchema, percentSchema } from '../../kernel/decimal-wire.ts';
import { plain } from '../../money/decimal.ts';
import type { LinearTerms, PackageTerms, PercentageTerms, TierTerms } from './price.ts';
import { tiersSchema, tiersToWire } from './tiers-wire.ts';

/** The fields of each model. A charge has them, and so has each group with a price of its own. */
export const linearTerms = { unitAmount: amountSchema };
export const tierTerms = { tiers: tiersSchema };
export const packageTerms = {
  packageSize: allowanceSchema.refine((size) => !size.isZero(), {
    error: 'a package holds more than zero units',
    params: { code: 'package_size_not_positive' },
  }),
  packageAmount: amountSchema,
};
export const percentageTerms = { percent: percentSchema, fixedAmount: amountSchema.prefault('0') };

export const linearToWire = ({ unitAmount }: LinearTerms) => ({ unitAmount: plain(unitAmount) });

export const tiersOfToWire = ({ tiers }: TierTerms) => ({ tiers: tiersToWire(tiers) });

export const packageToWire = ({ packageSize, packageAmount }: PackageTerms) => ({
  packageSize: plain(packageSize),
  packageAmount: plain(packageAmount),
});

export const percentageToWire = ({ percent, fixedAmount }: PercentageTerms) => ({
  percent: plain(percent),
  fixedAmount: plain(fixedAmount),
});
