import type { Time } from './calendar.ts';
import type { Persona } from './cast.ts';
import type { Meter } from './plans.ts';
import type { Use } from './price.ts';

export interface Sent {
  readonly id: string;
  readonly persona: string;
  readonly meter: Meter;
  readonly time: Time;
  readonly use: Use;
  /** The month in which it came in. */
  readonly step: number;
  /** The month in which it was taken back. */
  readonly voidedIn: number | null;
}

const noon = (month: number, day: number): Time => Date.UTC(2025, month, day, 12);

/** The same numbers in every run: 0 to 1, from the name of what they are for. */
const chance = (name: string): number => {
  let seed = 2_166_136_261;
  for (const letter of name) seed = Math.imul(seed ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  seed = Math.imul(seed ^ (seed >>> 15), 2_246_822_519) >>> 0;
  return ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32;
};

const between = (name: string, least: number, most: number, digits: number): string =>
  (least + chance(name) * (most - least)).toFixed(digits);

const useOf = (meter: Meter, name: string): Use => {
  switch (meter) {
    case 'minutes': {
      const resolution = ['4K', 'HD', 'SD', undefined][Math.floor(chance(`${name} resolution`) * 4)];
      const value = between(name, 1, 480, 3);
      return resolution === undefined ? { value } : { value, resolution };
    }
    case 'calls':
      return { value: '1' };
    case 'disk':
      return { value: between(name, 5, 700, 2) };
    case 'seats':
      return { value: '1', user: `user ${between(name, 0, 5, 0)}` };
    case 'sales':
      return { value: between(name, -40, 900, 2) };
  }
};

const perMonth: Readonly<Record<Meter, number>> = { minutes: 5, calls: 4, disk: 2, seats: 3, sales: 3 };

/** What a customer does in a month: on some days of it, and, from the second month on, a thing that comes in late. Every other
 *  month one event of this month and a late one of the month before are taken back. */
export const eventsOf = (persona: Persona): readonly Sent[] =>
  persona.meters.flatMap((meter, place) =>
    Array.from({ length: 12 }, (_, month) => {
      const sent = (kind: string, time: Time, step: number, voidedIn: number | null): Sent => {
        const id = `${persona.name}-${meter}-${month}-${kind}`;
        return { id, persona: persona.name, meter, time, use: useOf(meter, id), step, voidedIn };
      };
      const inTime = Array.from({ length: perMonth[meter] }, (_, index) =>
        sent(
          `${index}`,
          noon(month, 2 + Math.floor(chance(`${persona.name} ${meter} ${month} ${index}`) * 26)),
          month,
          voidOf(persona, meter, month, index),
        ),
      );
      const isLate = month < 11 && (month + place) % 3 === 0;
      return isLate ? [...inTime, sent('late', noon(month, 28), month + 1, null)] : inTime;
    })
      .flat()
      .filter(({ time }) => time >= persona.plans[0].from && time < (persona.cancel?.at ?? Infinity)),
  );

/** Sums and counts are taken back: the first event of every fourth month at once, the second after its month was closed. */
const voidOf = ({ name }: Persona, meter: Meter, month: number, index: number): number | null => {
  if (meter === 'disk' || meter === 'seats' || index > 1 || (month + name.length) % 4 !== 0) return null;
  return index === 0 ? month : month < 11 ? month + 1 : null;
};

/** What counts when what came in by that month is known. */
export const knownIn = (events: readonly Sent[], step: number): readonly Sent[] =>
  events.filter((event) => event.step <= step && (event.voidedIn === null || event.voidedIn > step));
