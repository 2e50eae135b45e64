import type { Letter } from './letter.ts';

/** The letter as the plain part of a mail. */
export const plainText = ({ paragraphs }: Letter): string => `${paragraphs.join('\n\n')}\n`;

/** The letter as the HTML part of a mail. */
export const html = ({ lang, subject, paragraphs }: Letter): string =>
  [
    '<!doctype html>',
    `<html lang="${lang}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff">',
    '<main style="max-width:560px">',
    ...paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`),
    '</main></body></html>',
    '',
  ].join('\n');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
