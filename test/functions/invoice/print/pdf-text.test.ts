import { describe, expect, it } from 'vitest';
import { runsOf } from '../../../../functions/invoice/print/pdf-text.ts';

const runs = (text: string, lang = 'en') => runsOf(text, lang).map((run) => `${run.font[0]}:${run.text}`);

describe('the font of each piece of a text', () => {
  it.each([
    ['en', 'Clip & Sons', ['l:Clip & Sons']],
    ['en', '髙﨑Clip株式会社', ['j:髙﨑', 'l:Clip', 'j:株式会社']],
    ['de', 'Łódź – 5 € → ①', ['l:Łódź – 5 € ', 'j:→', 'l: ', 'j:①']],
    ['ja', 'INV-1 請求書 100', ['j:INV-1 請求書 100']],
    ['ja', 'Łódź ₹5', ['l:Ł', 'j:ód', 'l:ź', 'j: ', 'l:₹', 'j:5']],
  ])('%s: %s', (lang, text, expected) => expect(runs(text, lang)).toEqual(expected));

  it('accents are put on their letters, and control characters are spaces', () => {
    expect(runs('Mu\u0308ller\tAG\u0000')).toEqual(['l:Müller AG ']);
  });
});
