import { gunzipSync, gzipSync } from 'node:zlib';
import { digest } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';

/** A list with more bytes of JSON lies in items of its own. It is a quarter of what an item of DynamoDB holds, so that the item
 *  which has the list has room for everything else. */
const shortBytes = 100_000;

/** Bytes of JSON in a part, before it is compressed to about a tenth. Whoever wants some entries reads a whole part. */
const partBytes = 2_000_000;

/** Bytes of a part as it is stored. An item of DynamoDB has at most 400 KB. */
const storedBytes = 300_000;

/** Bytes of JSON of the longest list: what a function reads into its memory. 10,000 lines of an invoice have about 12 MB. */
const longBytes = 40_000_000;

/** Where a long list lies: the digest of its JSON, which names its parts, and how many entries each of them has. */
export interface ListPlace {
  readonly digest: string;
  readonly counts: readonly number[];
}

/** A long list, cut into compressed parts. */
export interface PackedList extends ListPlace {
  readonly parts: readonly Uint8Array[];
}

/** The list in parts; undefined where it is short, and so lies in the item of what has it. The same list has the same parts.
 *  @throws Conflict `list_too_long` for more than 40 MB, or an entry with more than 300 KB when compressed */
export const packed = (list: readonly unknown[]): PackedList | undefined => {
  const entries = list.map((entry) => JSON.stringify(entry));
  const bytes = entries.map((entry) => Buffer.byteLength(entry));
  const whole = bytes.reduce((sum, each) => sum + each, 0);
  if (whole <= shortBytes) return undefined;
  if (whole > longBytes) throw tooLong(`It has ${whole} bytes, and may have ${longBytes}.`);
  const cut = inParts(entries, bytes).flatMap(compressed);
  return {
    digest: digest(entries.join()),
    counts: cut.map(({ count }) => count),
    parts: cut.map(({ part }) => part),
  };
};

/** The entries of a part. */
export const unpacked = (part: Uint8Array): readonly unknown[] => JSON.parse(gunzipSync(part).toString('utf8'));

export const entriesIn = ({ counts }: Pick<ListPlace, 'counts'>): number => counts.reduce((sum, each) => sum + each, 0);

/** The parts that have entries from `from` on, as far as `count` of them, and how many entries lie before the first such part. */
export const partsWith = ({ counts }: Pick<ListPlace, 'counts'>, from: number, count: number) => {
  const parts: number[] = [];
  let before = 0;
  let reached = 0;
  for (const [index, entries] of counts.entries()) {
    if (reached + entries <= from) before = reached + entries;
    else if (reached < from + count) parts.push(index);
    reached += entries;
  }
  return { parts, before };
};

const inParts = (entries: readonly string[], bytes: readonly number[]): readonly (readonly string[])[] => {
  const parts: string[][] = [];
  let room = 0;
  for (const [index, entry] of entries.entries()) {
    const size = bytes[index] ?? 0;
    const last = parts.at(-1);
    if (last === undefined || size > room) {
      parts.push([entry]);
      room = partBytes - size;
    } else {
      last.push(entry);
      room -= size;
    }
  }
  return parts;
};

interface Part {
  readonly count: number;
  readonly part: Uint8Array;
}

/** What does not compress well is cut into halves until each of them fits. */
const compressed = (entries: readonly string[]): readonly Part[] => {
  const part = gzipSync(`[${entries.join(',')}]`);
  if (part.byteLength <= storedBytes) return [{ count: entries.length, part }];
  if (entries.length === 1) throw tooLong(`An entry has ${part.byteLength} bytes when compressed.`);
  const half = Math.ceil(entries.length / 2);
  return [...compressed(entries.slice(0, half)), ...compressed(entries.slice(half))];
};

const tooLong = (detail: string): Conflict =>
  new Conflict('list_too_long', `The list is too long to be stored. ${detail}`);
