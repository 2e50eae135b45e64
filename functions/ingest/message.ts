import { z } from 'zod';
import { customerId } from '../catalog/ids.ts';
import { type Instant, parseInstant } from '../catalog/instant.ts';
import { contentHash } from './content-hash.ts';
import type { JsonObject, UsageEvent } from './usage-event.ts';

/** SQS takes 1 MiB a message (256 KiB until 2025) and bills by 64 KiB; smaller ones spread over consumers better. */
const maxMessageBytes = 256 * 1024;

/** The body of a message: events as arrays, since the names would be most of it. */
type Row = readonly [source: string, id: string, type: string, customer: string, time: string, data: JsonObject];

const envelope = '{"version":1,"events":[';
const closing = ']}';

/** As few bodies as hold the events, in their order. An event has at most `maxEventBytes`. */
export const packMessages = (events: readonly UsageEvent[]): readonly string[] => {
  const bodies: string[] = [];
  let rows: string[] = [];
  let size = envelope.length + closing.length;
  for (const event of events) {
    const row = JSON.stringify(toRow(event));
    const bytes = Buffer.byteLength(row) + 1;
    if (rows.length > 0 && size + bytes > maxMessageBytes) {
      bodies.push(envelope + rows.join(',') + closing);
      rows = [];
      size = envelope.length + closing.length;
    }
    rows.push(row);
    size += bytes;
  }
  return rows.length === 0 ? bodies : [...bodies, envelope + rows.join(',') + closing];
};

const toRow = ({ source, id, type, customer, time, data }: UsageEvent): Row => [source, id, type, customer, time, data];

const rowSchema = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.record(z.string(), z.json())]);
const messageSchema = z.object({ version: z.literal(1), events: z.array(rowSchema) });

/** @throws SyntaxError, ZodError, InvalidInput when it is no message of ours */
export const unpackMessage = (body: string): readonly UsageEvent[] =>
  messageSchema.parse(JSON.parse(body)).events.map(([source, id, type, customer, time, data]) => {
    const content = { type, customer: customerId(customer), data };
    return { source, id, ...content, time: instantOf(time), hash: contentHash(content) };
  });

const instantOf = (text: string): Instant => parseInstant(text);
