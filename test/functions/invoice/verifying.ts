import type { InvoiceLine } from '../../../functions/invoice/invoice.ts';
import { progressSchema } from '../../../functions/invoice/verify/part-progress-wire.ts';
import { verifyPart } from '../../../functions/invoice/verify/verify-part-service.ts';
import { used } from '../meter/counted-world.ts';
import { usd } from './evidence-world.ts';

export const some = [used('a', 1, '5'), used('b', 1, '0.5', 'bob'), used('c', 3, '7', 'cid', 'b'), used('d', 3, '-2')];

/** From part to part, each of one query, with what a state machine carries in between. */
export const verify = async (...lines: readonly InvoiceLine[]) => {
  let progress = null;
  for (let parts = 0; parts < 1000; parts += 1) {
    const verdict = await verifyPart({ currency: usd, lines }, progress, { bytes: 1_000_000, queries: 1 });
    if (verdict.outcome !== 'more') return verdict;
    progress = progressSchema.parse(JSON.parse(JSON.stringify(verdict.progress)));
  }
  throw new Error('it does not come to an end');
};
