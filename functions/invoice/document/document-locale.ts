import { defaultLocale, languages } from '../../catalog/customer/locale.ts';

export type Language = (typeof languages)[number];

/** Texts come by language, numbers and dates by the whole tag: `de-CH` is German with Swiss numbers. */
export interface Locale {
  /** BCP 47, canonical. */
  readonly tag: string;
  readonly language: Language;
}

/** The default for a language without texts, and for what is no tag at all. */
export const localeOf = (text: string): Locale => {
  const tag = canonical(text);
  const language = languages.find((candidate) => tag?.split('-')[0] === candidate);
  return tag === undefined || language === undefined
    ? { tag: defaultLocale, language: defaultLocale }
    : { tag, language };
};

/** Without extensions, which could ask for other digits or calendars: undefined for what is no tag. */
const canonical = (text: string): string | undefined => {
  try {
    return new Intl.Locale(text).baseName;
  } catch {
    return undefined;
  }
};
