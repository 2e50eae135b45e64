import { z } from 'zod';
import { canonicalOf, isSpoken, languages } from './locale.ts';

/** A BCP 47 tag in a language that there are texts in, such as `de`, `de-AT` or `fr-CA`. It is kept in its canonical
 *  form. */
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
