import { describe, expect, it } from 'vitest';
import { localeOf } from '../../../../functions/invoice/document/document-locale.ts';

describe('the locale of a document: texts by language, numbers and dates by the whole tag', () => {
  it.each([
    ['en', 'en', 'en'],
    ['de-CH', 'de-CH', 'de'],
    ['FR-ca', 'fr-CA', 'fr'],
    ['ja-JP-u-ca-japanese', 'ja-JP', 'ja'],
  ])('%s is %s in %s', (text, tag, language) => expect(localeOf(text)).toEqual({ tag, language }));

  it.each(['tlh', 'nl', '', 'not a tag', '../../etc', 'd'.repeat(300)])('%j is English', (text) =>
    expect(localeOf(text)).toEqual({ tag: 'en', language: 'en' }),
  );
});
