import { cut } from './cut.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { jsonMistake } from './json-mistake.ts';
import { pointerOf } from './json-pointer.ts';
import { InvalidInput, type Mistake } from './meterline-error.ts';

/** What is wrong with a key that stands twice.
 *  @param path of the key in what was sent */
export const duplicateKeyMistake = (path: readonly (string | number)[]): Mistake => ({
  code: 'duplicate_key',
  pointer: pointerOf(path),
  detail: `The key "${cut(String(path.at(-1)), 60)}" stands twice in one object: send it once.`,
});

/** Reads a JSON text with the given parser. What is wrong with it is told in our own words, whichever parser it was.
 *  @throws InvalidInput `malformed_json`, also where the text is empty */
export const readJson = (text: string, parse: (text: string) => unknown = JSON.parse): unknown => {
  try {
    return parse(text);
  } catch {
    // A parser that calls itself for each level gives up where there are thousands of them, though the text is JSON.
    const mistake = jsonMistake(text) ?? 'it is nested too deep to be read';
    throw new InvalidInput({ code: 'malformed_json', pointer: '', detail: `The body is not JSON: ${mistake}.` });
  }
};

/** Reads the body of a request. An empty one is an object without fields, on every operation: it is refused where a field is
 *  required, and means the defaults where none is.
 *  @throws InvalidInput `malformed_json`, `duplicate_key` */
export const jsonBody = (text: string): unknown => {
  if (text.trim() === '') return {};
  const body = readJson(text);
  const [first] = duplicateKeys(text);
  if (first !== undefined) throw new InvalidInput(duplicateKeyMistake(first.path()));
  return body;
};
