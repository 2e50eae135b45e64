import { describe, expect, it } from 'vitest';
import { packMessages } from '../../../../functions/ingest/message.ts';
import type { UsageEvent } from '../../../../functions/ingest/usage-event.ts';
import { deadLetterOf, whyItStays } from '../../../../functions/meter/dead-letter/dead-letter.ts';
import { usageEvent } from '../../ingest/sample.ts';

const bodyOf = (...events: readonly UsageEvent[]) => packMessages(events)[0] ?? '';
const broken = usageEvent({ id: 'broken', data: { minutes: 'many' } });

describe('a message stays when it would come straight back', () => {
  it('nobody can read it', () => {
    expect(whyItStays({ body: 'hello', code: null, detail: null }, 'bill_next')).toMatchObject({
      code: 'unreadable_message',
    });
  });

  it.each([
    ['its events can be counted', bodyOf(usageEvent())],
    ['no meter can read its events: they belong into the log', bodyOf(broken)],
    ['no meter counts their type: they belong into the log', bodyOf(usageEvent({ type: 'other' }))],
  ])('it goes when %s', (_, body) => {
    expect(whyItStays({ body, code: null, detail: null }, 'bill_next')).toBeUndefined();
  });

  it('what was refused as late stays for as long as late events are refused', () => {
    const late = { body: bodyOf(usageEvent()), code: 'late', detail: 'its window is closed' };
    expect(whyItStays(late, 'reject')).toMatchObject({ code: 'late', detail: 'its window is closed' });
    expect(whyItStays(late, 'bill_next')).toBeUndefined();
  });
});

describe('a dead letter is shown with its reason and its first event', () => {
  const message = { messageId: 'm', code: null, detail: null, sentAt: '1790000000000' };

  it('without a code, every delivery of it failed', () => {
    expect(deadLetterOf({ ...message, body: bodyOf(usageEvent(), broken) })).toMatchObject({
      ...{ code: 'every_delivery_failed', detail: null, events: 2, sentAt: '2026-09-21T14:13:20.000Z' },
      example: { source: 'transcoder', id: 'req_7a4f2c', type: 'transcoding.completed', customerId: 'cust_8821' },
    });
  });

  it('what cannot be read has a size', () => {
    const letter = deadLetterOf({ ...message, code: 'unreadable_message', detail: 'no JSON', body: 'grüße' });
    expect(letter).toMatchObject({
      code: 'unreadable_message',
      detail: 'no JSON',
      bytes: 7,
      events: null,
      example: null,
    });
  });
});
