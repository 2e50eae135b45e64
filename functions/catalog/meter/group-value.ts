import { keyPart } from '../../kernel/key.ts';

/** How many characters a group value has at most in a key. Each takes up to three bytes, so that five values, a
 *  watermark and a digest stay below the 1,024 bytes of a sort key. */
export const maxGroupValue = 58;

/** The value of a group-by property as it stands in the key of a counter, where `#` sets the parts off. A value that
 *  is longer than `maxGroupValue` is cut there. */
export const escapedGroupValue = (text: string): string => keyPart(text.toWellFormed());
