import { cut } from './cut.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { pointerOf } from './json-pointer.ts';
import { InvalidInput, type Mistake } from './meterline-error.ts';

/** What is wrong with a key that stands twice.
 *  @param path of the key in what was sent */
export const duplicateKeyMistake = (path: readonly (string | number)[]): Mistake => ({
  code: 'duplicate_key',
  pointer: pointerOf(path),
  detail: `The key "${cut(String(path.at(-1)), 60)}" stands twice in one object: send it once.`,
});

/** Reads a JSON text with the given parser.
 *  @throws InvalidInput `malformed_json`, also where the text is empty */
export const readJson = (text: string, parse: (text: string) => unknown = JSON.parse): unknown => {
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw new InvalidInput({ code: 'malformed_json', pointer: '', detail: `The body is not JSON: ${reason}` });
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
