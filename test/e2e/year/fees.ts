import type { Persona } from './cast.ts';
import { Exact } from './exact.ts';
import { type Books, type Line, plainLine, type Retaken, settled } from './line.ts';
import type { Fee } from './plans.ts';
import { type Period, segmentsOf, share } from './schedule.ts';

type Whole = Omit<Period, 'step'>;

/** Fees in advance of a period, as the plans are known in that month. */
export const feesAhead = (persona: Persona, whole: Whole, step: number): readonly Line[] =>
  dueFees(persona, whole, step).map((due) => feeLine(persona, due, whole));

interface Due {
  readonly fee: Fee;
  readonly milliseconds: number;
  /** Of the last part of the period. */
  readonly end: number;
}

const dueFees = (persona: Persona, whole: Whole, step: number): readonly Due[] => {
  if (whole.isTrial) return [];
  const due: Due[] = [];
  for (const { price, milliseconds, end } of segmentsOf(persona, whole, step)) {
    for (const fee of price.charges) {
      if (fee.model !== 'flat' || fee.billed !== 'advance' || milliseconds === 0) continue;
      const place = due.findIndex((other) => isSame(other.fee, fee));
      const so = due[place]?.milliseconds ?? 0;
      due.splice(place < 0 ? due.length : place, 1, { fee, milliseconds: so + milliseconds, end });
    }
  }
  return due;
};

const isSame = (a: Fee, b: Fee): boolean => a.id === b.id && a.amount === b.amount;

const feeLine = (persona: Persona, { fee, milliseconds }: Omit<Due, 'end'>, whole: Whole): Line => ({
  ...plainLine,
  ...{ kind: 'charge', charge: fee.id, start: whole.start, due: whole.start, ahead: { fee, milliseconds } },
  amount: settled(persona, Exact.of(fee.amount).times(share(milliseconds, whole))),
});

/** The unused rest of what was billed ahead for the period, and what is due instead. */
export const corrections = ({ persona, past }: Books, period: Period, retaken: Retaken): readonly Line[] => {
  const billed = (past.at(-1)?.lines ?? []).filter(
    ({ ahead, start, kind }) => ahead !== null && kind === 'charge' && start === period.start,
  );
  const due = period.n < 0 ? [] : dueFees(persona, period, period.step);
  const back = billed.flatMap((line): readonly Line[] => {
    const { ahead } = line;
    if (ahead === null) return [];
    const used = due.find(({ fee }) => isSame(fee, ahead.fee))?.milliseconds ?? 0;
    const unused = ahead.milliseconds - used;
    if (unused <= 0) return [];
    const rest = settled(persona, Exact.of(ahead.fee.amount).times(share(-unused, period)));
    const taken = retaken(line, line.amount, line.amount.plus(rest));
    return [
      { ...plainLine, kind: 'credit', charge: ahead.fee.id, start: period.start, due: line.due, amount: rest, taken },
    ];
  });
  const more = due.flatMap(({ fee, milliseconds, end }) => {
    const paid = billed.find(({ ahead }) => ahead !== null && isSame(ahead.fee, fee))?.ahead?.milliseconds ?? 0;
    return milliseconds > paid
      ? [{ ...feeLine(persona, { fee, milliseconds: milliseconds - paid }, period), due: end - 1, ahead: null }]
      : [];
  });
  return [...back, ...more];
};
