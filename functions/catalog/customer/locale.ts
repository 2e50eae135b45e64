/** The languages that there are texts in for invoices and mails. */
export const languages = ['en', 'de', 'fr', 'ja'] as const;
export const defaultLocale = 'en';

export const isSpoken = (tag: string): boolean => languages.some((language) => language === tag.split('-')[0]);

export const canonicalOf = (tag: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
};
