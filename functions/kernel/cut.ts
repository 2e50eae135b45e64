/** The beginning of a text that somebody sent, for a sentence about it. A character of two code units is not cut in half.
 *  @param longest in code units */
export const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
