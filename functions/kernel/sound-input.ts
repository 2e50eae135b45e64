import { cut } from './cut.ts';
import { pointerOf } from './json-pointer.ts';
import { InvalidInput, type Mistake } from './meterline-error.ts';
import { isSoundText } from './sound-text.ts';

/** Code units of one text or key. The longest that a schema takes, the reason of a credit note, has 500. */
export const maxTextLength = 4_000;

/** How deep objects and lists may lie in each other. A plan with prices by group nests nine deep. */
const maxDepth = 32;

/** Values of one body, with those inside of others. A schema names at most one mistake for each, and more of them than this would be
 *  work for nobody. */
export const maxValues = 20_000;

/** The number nearest to zero, apart from zero. DynamoDB takes 1e-130. */
const smallestNumber = 1e-100;

/** A value of the input, and the way to it. */
interface Place {
  readonly value: unknown;
  readonly step: string | number;
  readonly parent: Place | null;
  readonly depth: number;
}

/** Refuses input that cannot be stored as it is, whatever its schema: every text, key and number of a body has this one form. A schema
 *  that takes it says the rest.
 *  @throws InvalidInput `invalid_text`, `text_too_long`, `number_out_of_range`, `nested_too_deep`, `too_many_values` */
export const assertSound = (input: unknown): void => {
  const open: Place[] = [{ value: input, step: '', parent: null, depth: 0 }];
  let values = 0;
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    values += 1;
    if (values > maxValues) throw refusal(null, 'too_many_values', `A body has at most ${maxValues} values.`);
    if (typeof place.value === 'string') assertSoundText(place.value, place);
    else if (typeof place.value === 'number') assertSoundNumber(place.value, place);
    else if (typeof place.value === 'object' && place.value !== null) openInto(open, place, place.value);
  }
};

const openInto = (open: Place[], parent: Place, inside: object): void => {
  const depth = parent.depth + 1;
  if (depth > maxDepth) throw refusal(parent, 'nested_too_deep', `A body nests at most ${maxDepth} deep.`);
  // The last is looked at first, so the values are put down from the last to the first: the first mistake of the body is told.
  const entries = Array.isArray(inside) ? [...inside.entries()] : Object.entries(inside);
  if (entries.length > maxValues) throw refusal(null, 'too_many_values', `A body has at most ${maxValues} values.`);
  for (const [step, value] of entries.reverse()) {
    const place = { value, step, parent, depth };
    if (typeof step === 'string') assertSoundText(step, place);
    open.push(place);
  }
};

const assertSoundText = (text: string, place: Place): void => {
  if (text.length > maxTextLength)
    throw refusal(place, 'text_too_long', `A text has at most ${maxTextLength} characters.`);
  if (!isSoundText(text)) throw refusal(place, 'invalid_text', badText);
};

/** What is told of a text that is not sound. */
export const badText = 'The text has a control character, or half of a character (an unpaired surrogate).';

const assertSoundNumber = (number: number, place: Place): void => {
  const size = Math.abs(number);
  if (size <= Number.MAX_SAFE_INTEGER && (size === 0 || size >= smallestNumber)) return;
  const detail = 'A JSON number is kept exactly up to 9007199254740991, and down to 1e-100: this one is not.';
  throw refusal(place, 'number_out_of_range', detail);
};

const refusal = (place: Place | null, code: string, detail: string): InvalidInput => {
  const path: (string | number)[] = [];
  for (let at = place; at !== null && at.parent !== null; at = at.parent) path.unshift(cutStep(at.step));
  const mistake: Mistake = { code, pointer: pointerOf(path), detail };
  return new InvalidInput(mistake);
};

const cutStep = (step: string | number): string | number => (typeof step === 'string' ? cut(step, 60) : step);
