import { knownIn } from './events.ts';
import { Exact } from './exact.ts';
import { type Books, type Line, plainLine, type Retaken, settled } from './line.ts';
import type { Period } from './schedule.ts';
import { usedBy } from './usage.ts';

/** What came in since the close before, for periods that were closed by then. */
export const lateLines = ({ persona, events, past }: Books, period: Period, retaken: Retaken): readonly Line[] => {
  const since = past.at(-1)?.period.step;
  if (since === undefined) return [];
  return past.flatMap((billed) => {
    const changes = billed.lines.flatMap((line) => {
      if (line.usage === null || line.kind !== 'charge') return [];
      const before = usedBy(persona, line.usage, knownIn(events, since));
      const after = usedBy(persona, line.usage, knownIn(events, period.step));
      return [{ line, before, after }];
    });
    const adjusted = changes
      .filter(({ before, after }) => differs(before.quantity, after.quantity) || differs(before.amount, after.amount))
      .map(
        ({ line, before, after }): Line => ({
          ...{ ...plainLine, kind: 'adjustment', charge: line.charge, start: line.start, due: line.due },
          quantity: after.quantity.minus(before.quantity),
          amount: after.amount.minus(before.amount),
          taken: retaken(line, before.amount, after.amount),
        }),
      );
    const missing = (of: (change: (typeof changes)[number]) => Exact): Exact =>
      settled(
        persona,
        billed.minimum
          .minus(billed.counted)
          .minus(Exact.sum(changes.map((change) => of(change).minus(change.line.amount))))
          .greater(Exact.zero),
      );
    const [was, is] = [missing(({ before }) => before.amount), missing(({ after }) => after.amount)];
    const trueUp = billed.lines.find(({ kind }) => kind === 'minimum');
    if (trueUp === undefined || was.compare(is) === 0) return adjusted;
    const taken = retaken(trueUp, was, is);
    const { charge, start, due } = trueUp;
    return [
      ...adjusted,
      { ...plainLine, kind: 'adjustment', charge, start, due, amount: is.minus(was), taken } as const,
    ];
  });
};

const differs = (a: Exact, b: Exact): boolean => a.compare(b) !== 0;
