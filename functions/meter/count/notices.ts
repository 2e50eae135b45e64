import type { Unreadable } from '../../ingest/judge-event.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';

/** Something to tell about events that are in the log: no meter counts their type (`unmatched`), a meter cannot read them
 *  (`unreadable`), or nobody knows their customer (`unknownCustomer`). */
export interface Notice {
  readonly list: 'unmatched' | 'unreadable' | 'unknownCustomer';
  /** What it is about. The same values in the same hour are the same notice. */
  readonly about: Readonly<Record<string, string>>;
  /** The first of its events in this delivery. */
  readonly example: Readonly<Record<string, string>>;
  /** Its events that this delivery put into the log. */
  readonly count: number;
}

/** An event that is in the log. */
export interface Logged {
  readonly event: UsageEvent;
  /** Whether this delivery put it there. The consumer of one that was there already may have died before it told of it, so that it is
   *  told again, without being counted. */
  readonly fresh: boolean;
  readonly unreadable: readonly Unreadable[];
  /** Some meter counts events of its type. */
  readonly hasMeter: boolean;
  /** Its customer is in the catalog. */
  readonly hasCustomer: boolean;
}

/** What there is to tell about events, each thing once. */
export const noticesOf = (events: readonly Logged[]): readonly Notice[] => {
  const notices = new Map<string, Notice>();
  for (const logged of events) {
    for (const notice of toTell(logged)) {
      const key = JSON.stringify([notice.list, ...Object.values(notice.about)]);
      const before = notices.get(key);
      notices.set(key, before === undefined ? notice : { ...before, count: before.count + notice.count });
    }
  }
  return [...notices.values()];
};

const toTell = ({ event, fresh, unreadable, hasMeter, hasCustomer }: Logged): readonly Notice[] => {
  const { type, source, id, customer: customerId } = event;
  const count = fresh ? 1 : 0;
  const notices: Notice[] = unreadable.map(({ meter, mistake: { code, pointer, detail } }) => ({
    ...{ list: 'unreadable', about: { meter, code }, count },
    example: { source, id, customerId, type, pointer, detail },
  }));
  if (!hasMeter) notices.push({ list: 'unmatched', about: { type }, example: { source, id, customerId }, count });
  if (!hasCustomer)
    notices.push({ list: 'unknownCustomer', about: { customerId }, example: { source, id, type }, count });
  return notices;
};
