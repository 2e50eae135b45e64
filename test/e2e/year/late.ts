import { inAll, takenMore, takenTogether } from './coupons.ts';
import { knownIn } from './events.ts';
import { Exact } from './exact.ts';
import { type Books, type Line, type Past, plainLine, type Retaken, settled } from './line.ts';
import type { Period } from './schedule.ts';
import { usedBy } from './usage.ts';

/** A line that was billed, and what it comes to without and with what is late. */
interface Change {
  readonly line: Line;
  readonly before: Worth;
  readonly after: Worth;
}

interface Worth {
  readonly quantity: Exact;
  readonly amount: Exact;
}

/** What came in since the close before, for periods that were closed by then. */
export const lateLines = (books: Books, period: Period, retaken: Retaken): readonly Line[] => {
  const { persona, events, past } = books;
  const since = past.at(-1)?.period.step;
  if (since === undefined) return [];
  return past.flatMap((billed) => {
    const usage = billed.lines.flatMap((line): readonly Change[] => {
      if (line.usage === null || line.kind !== 'charge') return [];
      const before = usedBy(persona, line.usage, knownIn(events, since));
      const after = usedBy(persona, line.usage, knownIn(events, period.step));
      return [{ line, before, after }];
    });
    const trueUp = billed.lines.find(({ kind }) => kind === 'minimum');
    if (trueUp === undefined) {
      return usage
        .filter(isChanged)
        .map((change) => adjustment(change, retaken(change.line, change.before.amount, change.after.amount)));
    }
    const missing = (when: 'before' | 'after'): Worth => {
      const more = Exact.sum(usage.map((change) => change[when].amount.minus(change.line.amount)));
      const amount = settled(persona, billed.minimum.minus(billed.counted).minus(more).greater(Exact.zero));
      return { quantity: trueUp.quantity, amount };
    };
    return committed(books, billed, [...usage, { line: trueUp, before: missing('before'), after: missing('after') }]);
  });
};

/** The adjustments of a period with a minimum. What a coupon takes more or less off lines that stay as they are is on the
 *  last one.
 *  @param changes all usage and the true-up */
const committed = ({ persona }: Books, billed: Past, changes: readonly Change[]): readonly Line[] => {
  const lines = billed.lines.filter(({ kind }) => kind === 'charge' || kind === 'minimum');
  const taken = (when: 'before' | 'after') =>
    takenTogether(persona, lines, new Map(changes.map((change) => [change.line, change[when].amount])));
  const [was, is] = [taken('before'), taken('after')];
  const more = lines.map((line, index) => ({
    line,
    taken: takenMore(is[index] ?? new Map(), was[index] ?? new Map()),
  }));
  const adjusted = changes.filter(isChanged);
  const others = more.filter(({ line }) => !adjusted.some((change) => change.line === line));
  return adjusted.map((change, index) => {
    const own = more.filter(({ line }) => line === change.line);
    const parts = index === adjusted.length - 1 ? [...own, ...others] : own;
    return adjustment(change, inAll(parts.map((part) => part.taken)));
  });
};

const adjustment = ({ line, before, after }: Change, taken: Line['taken']): Line => ({
  ...{ ...plainLine, kind: 'adjustment', charge: line.charge, start: line.start, due: line.due, taken },
  quantity: line.kind === 'minimum' ? line.quantity : after.quantity.minus(before.quantity),
  amount: after.amount.minus(before.amount),
});

const isChanged = ({ before, after }: Change): boolean =>
  before.quantity.compare(after.quantity) !== 0 || before.amount.compare(after.amount) !== 0;
