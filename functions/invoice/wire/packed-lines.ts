import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';

/** The lines of an invoice are compressed when they have more characters of JSON than this. An item of DynamoDB
 *  holds 400 KB, and a consolidated invoice may have many lines; compressed they need about a tenth. */
const packedFrom = 100_000;

interface WithLines {
  readonly lines: readonly unknown[];
}

/** The invoice as it is stored: where there are many lines, they become one compressed attribute, `packedLines`. */
export const packLines = <Wire extends WithLines>(wire: Wire) => {
  const text = JSON.stringify(wire.lines);
  if (text.length < packedFrom) return wire;
  const { lines: _, ...rest } = wire;
  return { ...rest, packedLines: gzipSync(text) };
};

const packed = z.looseObject({ packedLines: z.instanceof(Uint8Array) });

/** Reads back what `packLines` wrote. */
export const unpackLines = (item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { success, data } = packed.safeParse(item);
  if (!success) return item;
  const { packedLines, ...rest } = data;
  return { ...rest, lines: JSON.parse(gunzipSync(packedLines).toString('utf8')) };
};
