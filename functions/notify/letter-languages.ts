import type { Language } from '../invoice/document/document-locale.ts';
import type { LetterTexts } from './letter-texts.ts';
import { german } from './letter-texts-de.ts';
import { english } from './letter-texts-en.ts';
import { french } from './letter-texts-fr.ts';
import { japanese } from './letter-texts-ja.ts';

const texts: Readonly<Record<Language, LetterTexts>> = {
  en: english,
  de: german,
  fr: french,
  ja: japanese,
};

export const letterTextsOf = (language: Language): LetterTexts => texts[language];
