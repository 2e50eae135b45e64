import type { FontFamily } from './font-contract.ts';

export interface Run {
  readonly text: string;
  readonly font: FontFamily;
}

/** Characters that Noto Sans has no glyphs for and Noto Sans JP has: arrows, mathematics except for the minus sign, enclosed and
 *  box forms, kana, kanji, full width. */
const onlyJapanese = /[\u2190-\u2211\u2213-\u23ff\u2460-\u27bf\u2e80-\uffef\u{1f000}-\u{3ffff}]/u;

/** Characters that Noto Sans JP has no glyphs for and Noto Sans has: accented letters beyond Latin-1, other alphabets, the finer
 *  spaces, most currency signs. */
const onlyLatin = /[\u0100-\u1fff\u2002-\u200b\u202f\u20a0-\u20bf]/u;

/** The text in pieces of one font each. A Japanese document is set in the Japanese font wherever that has the glyphs, so that
 *  figures and words of a row have the same base line.
 *  @param lang BCP 47 */
export const runsOf = (text: string, lang: string): readonly Run[] => {
  const runs: Run[] = [];
  for (const character of printable(text)) {
    const font = fontOf(character, lang);
    const last = runs.at(-1);
    if (last?.font === font) runs.splice(-1, 1, { text: last.text + character, font });
    else runs.push({ text: character, font });
  }
  return runs;
};

/** The font that a document of the language is set in. */
export const mainFont = (lang: string): FontFamily => (lang.startsWith('ja') ? 'japanese' : 'latin');

const fontOf = (character: string, lang: string): FontFamily => {
  if (mainFont(lang) === 'japanese') return onlyLatin.test(character) ? 'latin' : 'japanese';
  return onlyJapanese.test(character) ? 'japanese' : 'latin';
};

/** Letters with their accents as one character each, as the fonts have them, and spaces for control characters. */
const printable = (text: string): string => text.normalize('NFC').replaceAll(/\p{Cc}/gu, ' ');
