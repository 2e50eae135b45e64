import { afterMonth, boundary, grace, months, type Time } from './calendar.ts';
import type { Persona } from './cast.ts';
import { Exact } from './exact.ts';
import { type Price, priceOf } from './plans.ts';

export interface Span {
  readonly start: Time;
  readonly end: Time;
}

export interface Period extends Span {
  /** -1 is the moment of the start. */
  readonly n: number;
  /** Where it would end if nobody cancelled. */
  readonly wholeEnd: Time;
  readonly isTrial: boolean;
  /** The month in which it is closed. */
  readonly step: number;
}

export interface Segment extends Span {
  readonly price: Price;
  /** Without the pause. */
  readonly milliseconds: number;
}

const stepOf = (time: Time): number | undefined => months.find((month) => time <= afterMonth(month));

/** Those that are closed in the year, and the moment of the start where a fee is due in advance. */
export const periodsOf = (persona: Persona): readonly Period[] => {
  const first = boundary(persona.zone, persona.day, 0);
  const opening = { n: -1, start: first, end: first, wholeEnd: first, isTrial: false, step: stepOf(first) ?? 0 };
  const { charges } = priceAt(persona, first, 0);
  const isOpened =
    persona.trialDays === null && charges.some((one) => one.model === 'flat' && one.billed === 'advance');
  return [...(isOpened ? [opening] : []), ...[...months, 12].flatMap((n) => periodOf(persona, n) ?? [])];
};

/** Undefined where it is not closed in the year, or never begins. */
const periodOf = (persona: Persona, n: number): Period | undefined => {
  const whole = wholeOf(persona, n, Infinity);
  const step = stepOf(whole.end + grace);
  return step === undefined || whole.start >= whole.end ? undefined : { ...whole, step };
};

/** Period `n` as it is known in that month; its fees are for the whole of it. */
export const wholeOf = ({ zone, day, cancel, trialDays }: Persona, n: number, step: number): Omit<Period, 'step'> => {
  const [start, wholeEnd] = [boundary(zone, day, n), boundary(zone, day, n + 1)];
  const end = cancel === null || cancel.step > step ? wholeEnd : Math.min(wholeEnd, cancel.at);
  return { n, start, end, wholeEnd, isTrial: trialDays !== null && n === 0 };
};

/** @param step what was asked for later is not known yet */
export const segmentsOf = (persona: Persona, { start, end }: Span, step: number): readonly Segment[] => {
  const changes = persona.plans.filter((one) => one.step <= step && one.from > start && one.from < end);
  const starts = [start, ...changes.map(({ from }) => from)];
  return starts.map((from, index) => {
    const to = starts[index + 1] ?? end;
    return {
      start: from,
      end: to,
      price: priceAt(persona, from, step),
      milliseconds: activeIn(persona, from, to, step),
    };
  });
};

const activeIn = ({ pause }: Persona, from: Time, to: Time, step: number): number => {
  if (pause === null || pause.step > step) return to - from;
  return to - from - Math.max(0, Math.min(to, pause.to) - Math.max(from, pause.from));
};

const priceAt = ({ plans, currency }: Persona, time: Time, step: number): Price => {
  const { plan, version } = plans.findLast((one) => one.step <= step && one.from <= time) ?? plans[0];
  return priceOf(plan, version, currency);
};

/** By the second. */
export const share = (milliseconds: number, { start, wholeEnd }: Pick<Period, 'start' | 'wholeEnd'>): Exact =>
  Exact.of(milliseconds / 1000).over(Exact.of((wholeEnd - start) / 1000));
