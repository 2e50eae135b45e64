import { z } from 'zod';

/** What invoices and mails are written in. */
export const languages = ['en', 'de', 'fr', 'ja'] as const;
export const defaultLocale = 'en';

/** A BCP 47 tag in a language that there are texts in: `de`, `de-AT`, `fr-CA`; in its canonical form. */
export const localeSchema = z
  .string()
  .max(35)
  .transform((tag, ctx): string => {
    const canonical = canonicalOf(tag);
    if (canonical !== undefined && isSpoken(canonical)) return canonical;
    ctx.issues.push({
      code: 'custom',
      input: tag,
      message: `a BCP 47 tag in one of ${languages.join(', ')} is expected, such as "de-AT"`,
      params: { code: 'unknown_locale' },
    });
    return z.NEVER;
  })
  .meta({ description: 'BCP 47 tag in en, de, fr or ja', examples: ['de-AT'] });

const isSpoken = (tag: string): boolean => languages.some((language) => language === tag.split('-')[0]);

const canonicalOf = (tag: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
};
