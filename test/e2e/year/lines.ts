import type { Persona } from './cast.ts';
import { knownIn } from './events.ts';
import { Exact } from './exact.ts';
import { corrections, feesAhead } from './fees.ts';
import { lateLines } from './late.ts';
import { type Books, type Line, type Past, plainLine, type Retaken, settled } from './line.ts';
import { type Period, type Segment, segmentsOf, share, wholeOf } from './schedule.ts';
import { usedBy } from './usage.ts';

/** The lines of the invoice that closes the period, and what the next ones have to know of it. */
export const linesOf = (books: Books, period: Period, retaken: Retaken): Past => {
  const { persona } = books;
  const own = period.n < 0 ? [] : ownLines(books, period);
  const next = wholeOf(persona, period.n + 1, period.step);
  const minimum = period.n < 0 ? Exact.zero : minimumOf(persona, period);
  const counted = Exact.sum([...own, ...feesAhead(persona, period, period.step)].map(({ amount }) => amount));
  const missing = minimum.minus(counted).greater(Exact.zero);
  const lines = [
    ...own,
    ...corrections(books, period, retaken),
    ...(next.start < next.end ? feesAhead(persona, next, period.step) : []),
    ...(period.n < 0 ? [] : lateLines(books, period, retaken)),
    ...(minimum.isZero() ? [] : [trueUp(persona, period, missing)]),
    ...(period.n < 0 ? [] : manualLines(persona, period)),
  ];
  return { period, lines, counted, minimum };
};

const ownLines = ({ persona, events }: Books, period: Period): readonly Line[] => {
  const known = knownIn(events, period.step);
  return segmentsOf(persona, period, period.step).flatMap((segment) =>
    segment.price.charges.flatMap((charge): readonly Line[] => {
      const part = share(segment.milliseconds, period);
      if (charge.model !== 'flat') {
        const { start, end } = segment;
        const usage = {
          start,
          end,
          meter: charge.meter,
          charge: period.isTrial ? null : charge,
          share: part,
          length: share(end - start, period),
        };
        return [
          {
            ...plainLine,
            kind: 'charge',
            charge: charge.id,
            start,
            due: end - 1,
            usage,
            ...usedBy(persona, usage, known),
          },
        ];
      }
      if (charge.billed === 'advance' || period.isTrial) return [];
      const amount = settled(persona, Exact.of(charge.amount).times(part));
      const { start, end } = segment;
      return [{ ...plainLine, kind: 'charge', charge: charge.id, start, due: end - 1, amount }];
    }),
  );
};

const minimumOf = (persona: Persona, period: Period): Exact => {
  if (period.isTrial) return Exact.zero;
  return Exact.sum(
    segmentsOf(persona, period, period.step).map((segment: Segment) =>
      Exact.of(segment.price.minimumAmount).times(share(segment.milliseconds, period)),
    ),
  );
};

const trueUp = (persona: Persona, { start, end }: Period, missing: Exact): Line => ({
  ...plainLine,
  ...{ kind: 'minimum', charge: 'minimum', start, due: end - 1, amount: settled(persona, missing) },
});

const manualLines = ({ manual }: Persona, { step, end }: Period): readonly Line[] =>
  manual
    .filter((line) => line.step === step)
    .map(({ amount }) => ({
      ...plainLine,
      kind: 'manual',
      charge: 'manual',
      start: 0,
      due: end - 1,
      amount: Exact.of(amount),
    }));
