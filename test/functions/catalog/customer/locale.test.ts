import { describe, expect, it } from 'vitest';
import { localeSchema } from '../../../../functions/catalog/customer/locale-wire.ts';

describe('a locale is a BCP 47 tag in a language that there are texts in', () => {
  it.each([
    ['en', 'en'],
    ['de-at', 'de-AT'],
    ['FR-ca', 'fr-CA'],
    ['ja-JP-u-ca-japanese', 'ja-JP-u-ca-japanese'],
  ])('%s is kept as %s', (tag, canonical) => {
    expect(localeSchema.parse(tag)).toBe(canonical);
  });

  it.each(['', 'it', 'english', 'de_DE', 'x-de'])('"%s" is none', (tag) => {
    expect(localeSchema.safeParse(tag).error?.issues[0]).toMatchObject({ params: { code: 'unknown_locale' } });
  });
});
