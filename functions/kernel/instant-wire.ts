import { z } from 'zod';
import { type Instant, parseInstant } from './instant.ts';
import { InvalidInput } from './meterline-error.ts';

/** Reads an instant in a schema that takes other words too, such as "now". Reports `time_invalid` or
 *  `time_without_offset`. */
export const readInstant = (text: string, ctx: z.RefinementCtx<string>): Instant => {
  try {
    return parseInstant(text);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    ctx.issues.push({ code: 'custom', input: text, message: error.message, params: { code: error.code } });
    return z.NEVER;
  }
};

/** An RFC 3339 time with an offset. Reports `time_invalid` or `time_without_offset`. */
export const instantSchema = z
  .string()
  .transform(readInstant)
  .meta({ description: 'RFC 3339 time with an offset', examples: ['2026-10-01T00:00:00Z'] });

/** An instant as Meterline prints it: UTC, with milliseconds. */
export const instantWire = z.string().meta({ description: 'UTC instant', examples: ['2026-10-01T00:00:00.000Z'] });
