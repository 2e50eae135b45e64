import { keyPart } from '../../kernel/key.ts';

/** Characters of up to three bytes: five values, a watermark and a digest stay below the 1,024 bytes of a sort key. */
export const maxGroupValue = 58;

/** The value of a group-by property as it stands in a counter's key. One over `maxGroupValue` is cut there. */
export const escapedGroupValue = (text: string): string => keyPart(text.toWellFormed());
