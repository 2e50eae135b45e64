import type { Instant } from '../catalog/instant.ts';

interface CountedEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: Instant;
  readonly quantity: string;
  readonly ingestedAt: Instant;
}

const lineEnd = '\r\n';

export const evidenceCsvHead = `time,source,id,type,quantity,ingested_at${lineEnd}`;

/** As of RFC 4180. */
export const evidenceCsv = (events: readonly CountedEvent[]): string =>
  events.map((event) => `${cells(event).map(quoted).join(',')}${lineEnd}`).join('');

/** The quantity is a decimal and stays a number; what the event's sender wrote could be a formula. */
const cells = ({ time, source, id, type, quantity, ingestedAt }: CountedEvent): readonly string[] => [
  time,
  harmless(source),
  harmless(id),
  harmless(type),
  quantity,
  ingestedAt,
];

/** Spreadsheets run a cell that begins so; an apostrophe makes it text (OWASP, CSV injection). */
const harmless = (text: string): string => (/^[=+\-@\t\r\n|]/.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
