/** An object or an array that the scan is inside of. `keys` are those that the object had so far, null for an array; `step` is
 *  the key or the index that the scan is at. */
interface Place {
  readonly keys: Set<string> | null;
  step: string | number;
}

/** A key at its second place. */
export interface DuplicateKey {
  /** In which value of the whole it is: the key or the index there. */
  readonly first: string | number;
  /** The way to it. It is asked for before the next one is looked for, and only where it is told: it may be a million steps long. */
  readonly path: () => readonly (string | number)[];
}

/** Finds the keys that stand twice in one object. `JSON.parse` keeps the last value and another parser the first, so that what was
 *  meant cannot be known: of `{"minutes":"5","minutes":"50"}` one reader bills 5 and the other 50. Two spellings of a key,
 *  such as `"a"` and `"\u0061"`, are the same key.
 *  @param text valid JSON: what `JSON.parse` has read
 *  @returns each key at its second place, in the order of the text */
export function* duplicateKeys(text: string): Generator<DuplicateKey> {
  const places: Place[] = [];
  for (let at = 0; at < text.length; at++) {
    const place = places.at(-1);
    switch (text[at]) {
      case '{':
        places.push({ keys: new Set(), step: '' });
        break;
      case '[':
        places.push({ keys: null, step: 0 });
        break;
      case '}':
      case ']':
        places.pop();
        break;
      case ',':
        if (typeof place?.step === 'number') place.step += 1;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (place?.keys && isKey(text, end)) {
          place.step = keyOf(text.slice(at, end));
          if (place.keys.has(place.step))
            yield { first: places[0]?.step ?? '', path: () => places.map(({ step }) => step) };
          place.keys.add(place.step);
        }
        at = end - 1;
      }
    }
  }
}

/** The index after the closing quote of the string that begins at `start`. */
const endOfString = (text: string, start: number): number => {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
};

/** Whether the string that ends at `end` is a key. Only keys have a colon after them. */
const isKey = (text: string, end: number): boolean => {
  let next = end;
  while (text[next] === ' ' || text[next] === '\n' || text[next] === '\r' || text[next] === '\t') next += 1;
  return text[next] === ':';
};

/** The key without its quotes and escapes. */
const keyOf = (quoted: string): string => (quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1));
