import type { Persona } from './cast.ts';
import type { Sent } from './events.ts';
import { Exact } from './exact.ts';
import { settled, type Usage } from './line.ts';
import { costOf, countOf } from './price.ts';

/** What a line's usage comes to, as far as it is known. */
export const usedBy = (persona: Persona, usage: Usage, known: readonly Sent[]) => {
  const uses = known
    .filter(({ meter, time }) => meter === usage.meter && time >= usage.start && time < usage.end)
    .map(({ use }) => use);
  const quantity = countOf(usage.meter, uses);
  const amount =
    usage.charge === null ? Exact.zero : settled(persona, costOf(usage.charge, uses, usage.share, usage.length));
  return { quantity, amount };
};
