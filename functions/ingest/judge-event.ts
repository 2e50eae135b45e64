import type { Meter } from '../catalog/meter/meter.ts';
import type { MeterKey } from '../kernel/ids.ts';
import type { Mistake } from '../kernel/meterline-error.ts';
import type { Decimal } from '../money/decimal.ts';
import { isMetered, quantityOf } from './quantity.ts';
import type { UsageEvent } from './usage-event.ts';

/** A meter that can read an event, and the quantity that it takes. */
export interface Readable {
  readonly meter: Meter;
  readonly quantity: Decimal;
}

/** A meter that would count an event and cannot read it. */
export interface Unreadable {
  readonly meter: MeterKey;
  readonly mistake: Mistake;
}

/** What the meters make of an event. Those whose filters keep it out are in neither list. */
export interface Judgement {
  readonly readable: readonly Readable[];
  readonly unreadable: readonly Unreadable[];
}

/** Judges an event by each meter alone: one that cannot read it keeps no other from counting it. The API and the consumer both ask
 *  here, so that they agree wherever they know the same meters.
 *  @param meters those of the event's type */
export const judgeEvent = ({ data }: Pick<UsageEvent, 'data'>, meters: readonly Meter[]): Judgement => {
  const readable: Readable[] = [];
  const unreadable: Unreadable[] = [];
  for (const meter of meters) {
    if (!isMetered(meter, data)) continue;
    const quantity = quantityOf(meter, data);
    if (quantity.ok) readable.push({ meter, quantity: quantity.value });
    else unreadable.push({ meter: meter.key, mistake: quantity.mistake });
  }
  return { readable, unreadable };
};
