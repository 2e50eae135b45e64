import type { Persona } from './year-cast.ts';
import { knownIn, type Sent } from './year-events.ts';
import { Exact } from './year-exact.ts';
import { currencies, type Fee, type UsageCharge } from './year-plans.ts';
import { costOf, countOf } from './year-price.ts';
import { type Period, type Segment, type Span, segmentsOf, share, wholeOf } from './year-schedule.ts';

export type Taken = ReadonlyMap<string, Exact>;

export interface Line {
  readonly kind: 'charge' | 'credit' | 'adjustment' | 'minimum' | 'manual';
  readonly charge: string;
  readonly start: number;
  readonly quantity: Exact;
  readonly amount: Exact;
  /** What coupons take off it, by their name. */
  readonly taken: Taken;
  /** Of usage: how it is priced again with other events. */
  readonly usage: Usage | null;
  /** Of a fee in advance: for how long. */
  readonly ahead: { readonly fee: Fee; readonly milliseconds: number } | null;
}

export interface Usage extends Span {
  /** Null in a trial. */
  readonly charge: UsageCharge | null;
  readonly meter: UsageCharge['meter'];
  readonly share: Exact;
}

/** An invoice as far as later ones look back at it. */
export interface Past {
  readonly period: Period;
  readonly lines: readonly Line[];
  /** What the period came to before its true-up. */
  readonly counted: Exact;
  readonly minimum: Exact;
}

const one = Exact.of(1);
const plainLine = { quantity: one, taken: new Map<string, Exact>(), usage: null, ahead: null };

/** What a customer's invoices are reckoned from. */
export interface Books {
  readonly persona: Persona;
  readonly events: readonly Sent[];
  /** Oldest first. */
  readonly past: readonly Past[];
}

/** The coupon's part of a line whose amount becomes another. */
export type Retaken = (line: Line, before: Exact, after: Exact) => Taken;

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
    ...(minimum.isZero()
      ? []
      : [
          {
            ...plainLine,
            kind: 'minimum',
            charge: 'minimum',
            start: period.start,
            amount: settled(persona, missing),
          } as const,
        ]),
    ...(period.n < 0 ? [] : manualLines(persona, period)),
  ];
  return { period, lines, counted, minimum };
};

export const settled = ({ currency }: Persona, amount: Exact): Exact => amount.rounded(currencies[currency].digits);

const ownLines = ({ persona, events }: Books, period: Period): readonly Line[] => {
  const known = knownIn(events, period.step);
  return segmentsOf(persona, period, period.step).flatMap((segment) =>
    segment.price.charges.flatMap((charge): readonly Line[] => {
      const part = share(segment.milliseconds, period);
      if (charge.model !== 'flat') {
        const { start, end } = segment;
        const usage = { start, end, meter: charge.meter, charge: period.isTrial ? null : charge, share: part };
        return [{ ...plainLine, kind: 'charge', charge: charge.id, start, usage, ...usedBy(persona, usage, known) }];
      }
      if (charge.billed === 'advance' || period.isTrial) return [];
      const amount = settled(persona, Exact.of(charge.amount).times(part));
      return [{ ...plainLine, kind: 'charge', charge: charge.id, start: segment.start, amount }];
    }),
  );
};

const usedBy = (persona: Persona, usage: Usage, known: readonly Sent[]) => {
  const uses = known
    .filter(({ meter, time }) => meter === usage.meter && time >= usage.start && time < usage.end)
    .map(({ use }) => use);
  const quantity = countOf(usage.meter, uses);
  const amount = usage.charge === null ? Exact.zero : settled(persona, costOf(usage.charge, uses, usage.share));
  return { quantity, amount };
};

type Whole = Omit<Period, 'step'>;

/** Fees in advance of a period, as the plans are known in that month. */
const feesAhead = (persona: Persona, whole: Whole, step: number): readonly Line[] =>
  dueFees(persona, whole, step).map((due) => feeLine(persona, due, whole));

interface Due {
  readonly fee: Fee;
  readonly milliseconds: number;
}

const dueFees = (persona: Persona, whole: Whole, step: number): readonly Due[] => {
  if (whole.isTrial) return [];
  const due: Due[] = [];
  for (const { price, milliseconds } of segmentsOf(persona, whole, step)) {
    for (const fee of price.charges) {
      if (fee.model !== 'flat' || fee.billed !== 'advance' || milliseconds === 0) continue;
      const place = due.findIndex((other) => isSame(other.fee, fee));
      const so = due[place]?.milliseconds ?? 0;
      due.splice(place < 0 ? due.length : place, 1, { fee, milliseconds: so + milliseconds });
    }
  }
  return due;
};

const isSame = (a: Fee, b: Fee): boolean => a.id === b.id && a.amount === b.amount;

const feeLine = (persona: Persona, { fee, milliseconds }: Due, whole: Whole): Line => ({
  ...plainLine,
  ...{ kind: 'charge', charge: fee.id, start: whole.start, ahead: { fee, milliseconds } },
  amount: settled(persona, Exact.of(fee.amount).times(share(milliseconds, whole))),
});

/** The unused rest of what was billed ahead for the period, and what is due instead. */
const corrections = ({ persona, past }: Books, period: Period, retaken: Retaken): readonly Line[] => {
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
    return [{ ...plainLine, kind: 'credit', charge: ahead.fee.id, start: period.start, amount: rest, taken }];
  });
  const more = due.flatMap(({ fee, milliseconds }) => {
    const paid = billed.find(({ ahead }) => ahead !== null && isSame(ahead.fee, fee))?.ahead?.milliseconds ?? 0;
    return milliseconds > paid
      ? [{ ...feeLine(persona, { fee, milliseconds: milliseconds - paid }, period), ahead: null }]
      : [];
  });
  return [...back, ...more];
};

const minimumOf = (persona: Persona, period: Period): Exact => {
  if (period.isTrial) return Exact.zero;
  return Exact.sum(
    segmentsOf(persona, period, period.step).map((segment: Segment) =>
      Exact.of(segment.price.minimumAmount).times(share(segment.milliseconds, period)),
    ),
  );
};

/** What came in since the close before, for periods that were closed by then. */
const lateLines = ({ persona, events, past }: Books, period: Period, retaken: Retaken): readonly Line[] => {
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
          ...{ ...plainLine, kind: 'adjustment', charge: line.charge, start: line.start },
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
    const { charge, start } = trueUp;
    return [...adjusted, { ...plainLine, kind: 'adjustment', charge, start, amount: is.minus(was), taken } as const];
  });
};

const differs = (a: Exact, b: Exact): boolean => a.compare(b) !== 0;

const manualLines = ({ manual }: Persona, { step }: Period): readonly Line[] =>
  manual
    .filter((line) => line.step === step)
    .map(({ amount }) => ({ ...plainLine, kind: 'manual', charge: 'manual', start: 0, amount: Exact.of(amount) }));
