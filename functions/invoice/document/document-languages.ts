import type { Language } from './document-locale.ts';
import type { DocumentTexts } from './document-texts.ts';
import { german } from './document-texts-de.ts';
import { english } from './document-texts-en.ts';
import { french } from './document-texts-fr.ts';
import { japanese } from './document-texts-ja.ts';

const texts: Readonly<Record<Language, DocumentTexts>> = {
  en: english,
  de: german,
  fr: french,
  ja: japanese,
};

export const textsOf = (language: Language): DocumentTexts => texts[language];
