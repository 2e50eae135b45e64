import type { MeterKey } from '../kernel/ids.ts';
import type { Mistake } from '../kernel/meterline-error.ts';
import { claimKeyOf, type UsageEvent } from './usage-event.ts';
import type { Validated } from './validate-event.ts';

export interface Rejected extends Pick<Mistake, 'code' | 'detail'> {
  readonly index: number;
  readonly id: string | null;
  /** A JSON pointer into the event. */
  readonly pointer: string;
}

export interface Duplicate {
  readonly index: number;
  readonly id: string;
}

/** A meter that cannot read an event which was accepted, since another meter can. */
export interface UnreadableHere extends Pick<Mistake, 'code' | 'detail'> {
  readonly index: number;
  readonly id: string;
  readonly meter: MeterKey;
  /** A JSON pointer into the event. */
  readonly pointer: string;
}

/** An event whose id was used before for other content. */
export interface ConflictingEvent {
  readonly event: UsageEvent;
  readonly claimedHash: string;
}

/** What becomes of the events of a request. */
export interface Admission {
  readonly accepted: readonly UsageEvent[];
  readonly duplicates: readonly Duplicate[];
  readonly rejected: readonly Rejected[];
  readonly unreadable: readonly UnreadableHere[];
  readonly conflicts: readonly ConflictingEvent[];
}

/** What validation says of one event of a request. Verdicts stand in the order of the events. */
export type Verdict = { readonly id: string | null; readonly validated: Validated };

/** Sorts the events of a request by what becomes of them. Where two events of a request have the same id, the first
 *  wins, as it would over two requests.
 *  @param claimed content hash by claim key, as known before the request */
export const admit = (verdicts: readonly Verdict[], claimed: ReadonlyMap<string, string>): Admission => {
  const accepted: UsageEvent[] = [];
  const duplicates: Duplicate[] = [];
  const rejected: Rejected[] = [];
  const unreadable: UnreadableHere[] = [];
  const conflicts: ConflictingEvent[] = [];
  const known = new Map(claimed);
  verdicts.forEach(({ id, validated }, index) => {
    if (!validated.ok) {
      rejected.push({ index, id, ...validated.mistake });
      return;
    }
    const { event } = validated;
    const key = claimKeyOf(event);
    const claimedHash = known.get(key);
    if (claimedHash === undefined) {
      known.set(key, event.hash);
      accepted.push(event);
      unreadable.push(
        ...validated.unreadable.map(({ meter, mistake }) => ({ index, id: event.id, meter, ...mistake })),
      );
    } else if (claimedHash === event.hash) {
      duplicates.push({ index, id: event.id });
    } else {
      conflicts.push({ event, claimedHash });
      rejected.push({ index, id: event.id, code: 'conflict', pointer: '/id', detail: conflictDetail(event) });
    }
  });
  return { accepted, duplicates, rejected, unreadable, conflicts };
};

const conflictDetail = ({ source, id }: UsageEvent): string =>
  `"${id}" of "${source}" was sent before with other content. Each event needs an id of its own; a correction is a new event.`;
