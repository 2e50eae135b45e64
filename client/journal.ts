/** The lines of a spool: `{"n":7,"event":{…}}` for an event, `{"done":[7,8]}` for events that have their verdict. */
export const eventLine = (n: number, event: string): string => `{"n":${n},"event":${event}}\n`;

export const doneLine = (numbers: readonly number[]): string => `{"done":[${numbers.join(',')}]}\n`;

export interface JournalContent {
  /** The events that have no verdict yet, each as JSON, in the order in which they were recorded. */
  readonly events: readonly string[];
  /** How many lines cannot be read. The last line is torn where the process ended while it was writing it. */
  readonly unreadable: number;
}

export const readJournal = (text: string): JournalContent => {
  const events = new Map<number, string>();
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const entry = parse(line);
    if (isEvent(entry)) events.set(entry.n, line.slice(line.indexOf(eventKey) + eventKey.length, -1));
    else if (isDone(entry)) for (const n of entry.done) events.delete(n);
    else unreadable++;
  }
  return { events: [...events.values()], unreadable };
};

const eventKey = ',"event":';

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const isEvent = (entry: unknown): entry is { readonly n: number } =>
  typeof entry === 'object' && entry !== null && 'n' in entry && typeof entry.n === 'number' && 'event' in entry;

const isDone = (entry: unknown): entry is { readonly done: readonly number[] } =>
  typeof entry === 'object' && entry !== null && 'done' in entry && Array.isArray(entry.done);
