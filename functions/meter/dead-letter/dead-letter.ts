import type { LatePolicy } from '../../ingest/contract.ts';
import { unpackMessage } from '../../ingest/message.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import { fromMilliseconds, type Instant } from '../../kernel/instant.ts';
import type { Mistake } from '../../kernel/meterline-error.ts';

/** A message as it lies in the dead-letter queue. */
export interface DeadMessage {
  readonly messageId: string;
  readonly body: string;
  /** Why a consumer put it there; null if SQS did, because every delivery failed. */
  readonly code: string | null;
  readonly detail: string | null;
  /** Milliseconds since 1970, as text. */
  readonly sentAt: string | undefined;
}

/** A message as it is listed. `example` is its first event. */
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

/** Reads what a message holds, as far as it can be read. */
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

/** Why a message would come straight back if it were sent again: its events are late and late ones are refused, or nobody can read
 *  it. Undefined if it may be counted now. An event that no meter can read belongs into the log, and so it goes as well. */
export const whyItStays = (
  { body, code, detail }: Pick<DeadMessage, 'body' | 'code' | 'detail'>,
  latePolicy: LatePolicy,
): Mistake | undefined => {
  if (code === 'late' && latePolicy === 'reject') return { code, pointer: '', detail: detail ?? code };
  return eventsIn(body) === undefined
    ? { code: 'unreadable_message', pointer: '', detail: 'It is no message of ours.' }
    : undefined;
};

const eventsIn = (body: string): readonly UsageEvent[] | undefined => {
  try {
    return unpackMessage(body);
  } catch {
    return undefined;
  }
};
