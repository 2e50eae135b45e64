import { excerptLength, type Item, type Place, type Position } from './item.ts';
import { type Line, readLines } from './read-lines.ts';

/** Events, one a line, sent as they are written: to parse and print a number could change it.
 *  @param source of events that name none */
export async function* readNdjson(file: string, from: Position, source: string | undefined): AsyncGenerator<Item> {
  for await (const line of readLines(file, from)) {
    const item = itemOf(line, source);
    if (item !== undefined) yield item;
  }
}

/** Throws for bytes that are no UTF-8. Replacing them could make two different ids the same. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for an empty line. */
const itemOf = ({ content, isTooLong, ...place }: Line, source: string | undefined): Item | undefined => {
  if (isTooLong) return unreadable(place, 'event_too_large', 'The line is longer than an event may be.', content);
  try {
    const text = utf8.decode(content).trim();
    if (text === '') return undefined;
    return { ...place, kind: 'event', text: withSource(text, JSON.parse(text), source) };
  } catch (error) {
    const isJson = error instanceof SyntaxError;
    const detail = isJson ? `The line is not JSON: ${error.message}` : 'The line is not UTF-8.';
    return unreadable(place, isJson ? 'malformed_json' : 'malformed_utf8', detail, content);
  }
};

const unreadable = (place: Place, code: string, detail: string, content: Buffer): Item => ({
  ...place,
  kind: 'unreadable',
  code,
  detail,
  text: content.toString('utf8', 0, excerptLength),
});

/** Written into the text, which otherwise stays as it is. */
const withSource = (text: string, event: unknown, source: string | undefined): string => {
  if (source === undefined || typeof event !== 'object' || event === null || Array.isArray(event)) return text;
  if ('source' in event || Object.keys(event).length === 0) return text;
  return `{"source":${JSON.stringify(source)},${text.slice(1)}`;
};
