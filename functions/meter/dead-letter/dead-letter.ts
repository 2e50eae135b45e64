import type { Meter } from '../../catalog/meter/meter.ts';
import type { LatePolicy } from '../../ingest/contract.ts';
import { unpackMessage } from '../../ingest/message.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import { fromMilliseconds, type Instant } from '../../kernel/instant.ts';
import type { Mistake } from '../../kernel/meterline-error.ts';
import { countingsOf } from '../counter/countings.ts';

/** A message as it lies in the dead-letter queue. */
export interface DeadMessage {
  readonly messageId: string;
  readonly body: string;
  /** Why it was put there; null when every delivery of it failed. */
  readonly code: string | null;
  readonly detail: string | null;
  /** Milliseconds since 1970, as text. */
  readonly sentAt: string | undefined;
}

/** A message as it is shown. */
export interface DeadLetter {
  readonly messageId: string;
  readonly code: string;
  readonly detail: string | null;
  readonly sentAt: Instant | null;
  readonly bytes: number;
  /** Null when the message cannot be read. */
  readonly events: number | null;
  readonly example: {
    readonly source: string;
    readonly id: string;
    readonly type: string;
    readonly customerId: string;
  } | null;
}

export const deadLetterOf = ({ messageId, body, code, detail, sentAt }: DeadMessage): DeadLetter => {
  const events = eventsIn(body);
  const [first] = events ?? [];
  return {
    messageId,
    code: code ?? 'every_delivery_failed',
    detail,
    sentAt: sentAt === undefined ? null : fromMilliseconds(Number(sentAt)),
    bytes: Buffer.byteLength(body),
    events: events?.length ?? null,
    example:
      first === undefined ? null : { source: first.source, id: first.id, type: first.type, customerId: first.customer },
  };
};

/** Why a message would come straight back: it is late for good, nobody can read it, or none of its events. Undefined when
 *  it would not. */
export const whyItStays = (
  { body, code, detail }: Pick<DeadMessage, 'body' | 'code' | 'detail'>,
  metersOf: (type: string) => readonly Meter[],
  latePolicy: LatePolicy,
): Mistake | undefined => {
  if (code === 'late' && latePolicy === 'reject') return { code, pointer: '', detail: detail ?? code };
  const events = eventsIn(body);
  if (events === undefined) return { code: 'unreadable_message', pointer: '', detail: 'It is no message of ours.' };
  // The size of the window has no say in whether an event can be counted.
  const countables = events.map((event) => countingsOf(event, metersOf(event.type), 60));
  const [first] = countables.flatMap((countable) => (countable.ok ? [] : [countable.mistake]));
  return countables.some(({ ok }) => ok) ? undefined : first;
};

const eventsIn = (body: string): readonly UsageEvent[] | undefined => {
  try {
    return unpackMessage(body);
  } catch {
    return undefined;
  }
};
