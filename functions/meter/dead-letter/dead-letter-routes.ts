import * as z from 'zod';
import { instantSchema, instantWire } from '../../kernel/instant-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';

const deadLetter = z.object({
  messageId: z.string(),
  code: z.string(),
  detail: z.string().nullable(),
  sentAt: instantWire.nullable(),
  bytes: z.int(),
  events: z.int().nullable().meta({ description: 'Null when the message cannot be read' }),
  example: z.object({ source: z.string(), id: z.string(), type: z.string(), customerId: z.string() }).nullable(),
});

const hidden = {
  hidden: z.int().meta({
    description:
      'About how many are there and cannot be seen: a redrive has looked at them just now and left them, or is at it',
  }),
  hiddenUntil: instantWire.nullable().meta({ description: 'When the last of them is seen again, at the latest' }),
};

export const deadLetterRoutes = defineRoutes({
  listDeadLetters: {
    method: 'GET',
    path: '/dead-letters',
    access: 'read',
    summary: 'Some of the messages that nobody could count, with reasons; they stay where they are',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(50).default(10) }),
    response: z.object({
      approximateCount: z.int().meta({ description: 'About how many wait, without the hidden ones' }),
      ...hidden,
      data: z.array(deadLetter),
    }),
    status: 200,
  },
  redriveDeadLetters: {
    method: 'POST',
    path: '/dead-letters/redrive',
    access: 'admin',
    summary: 'Move messages back to be counted, all but those that would come straight back; repeat while some remain',
    body: z.strictObject({
      limit: z.int().min(1).max(1000).default(100),
      before: instantSchema.optional().meta({
        description: 'Only what was sent before it: calls with one instant come to an end, whatever comes back',
      }),
    }),
    response: z.object({
      moved: z.int(),
      kept: z.array(deadLetter),
      remaining: z.int().meta({ description: 'About how many wait, without those kept just now' }),
      ...hidden,
    }),
    status: 200,
  },
});
