import { describe, expect, it } from 'vitest';
import { languages } from '../../../../functions/catalog/customer/locale.ts';
import { textsOf } from '../../../../functions/invoice/document/document-languages.ts';

/** Each text by its path; a text with parameters has them in angle brackets. */
const flatten = (texts: unknown, path = ''): readonly (readonly [path: string, text: string])[] => {
  if (typeof texts === 'string') return [[path, texts]];
  if (typeof texts === 'function') return [[path, texts(...['‹a›', '‹b›'].slice(0, texts.length))]];
  return Object.entries(texts ?? {}).flatMap(([key, value]) => flatten(value, `${path}/${key}`));
};
const english = new Map(flatten(textsOf('en')));

describe('the texts of a document', () => {
  it.each(languages)('%s has them all, and none is empty', (language) => {
    const texts = flatten(textsOf(language));
    expect(texts.map(([path]) => path)).toEqual([...english.keys()]);
    expect(texts.filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(languages)('%s says every parameter that it is given', (language) => {
    const missing = flatten(textsOf(language)).filter(([path, text]) =>
      ['‹a›', '‹b›', '{page}', '{pages}'].some((name) => english.get(path)?.includes(name) && !text.includes(name)),
    );
    expect(missing).toEqual([]);
  });

  it.each(languages.filter((language) => language !== 'en'))('%s is translated', (language) => {
    const alike = flatten(textsOf(language)).filter(([path, text]) => english.get(path) === text);
    // Words that French has as well, and names that stand alone.
    const same = ['/column/description', '/total/total', '/fact/planVersion', '/total/taxAt', '/bracket/group'];
    expect(alike.map(([path]) => path).filter((path) => !same.includes(path))).toEqual([]);
  });
});
