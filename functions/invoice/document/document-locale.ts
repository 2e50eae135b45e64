import { defaultLocale, languages } from '../../catalog/customer/locale.ts';

export type Language = (typeof languages)[number];

/** What a document is written for: its texts follow the language, its numbers and dates the whole tag. `de-CH` is German with
 *  Swiss numbers. */
export interface Locale {
  /** BCP 47, canonical. */
  readonly tag: string;
  readonly language: Language;
}

/** The locale of a BCP 47 tag. A language that has no texts, and text that is no tag at all, get the default. */
export const localeOf = (text: string): Locale => {
  const tag = canonical(text);
  const language = languages.find((candidate) => tag?.split('-')[0] === candidate);
  return tag === undefined || language === undefined
    ? { tag: defaultLocale, language: defaultLocale }
    : { tag, language };
};

/** The tag in its canonical form, without extensions, which could ask for other digits or calendars. Undefined for what is no
 *  tag. */
const canonical = (text: string): string | undefined => {
  try {
    return new Intl.Locale(text).baseName;
  } catch {
    return undefined;
  }
};
