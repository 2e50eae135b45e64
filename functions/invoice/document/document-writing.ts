import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { Formats } from './document-format.ts';
import type { Locale } from './document-locale.ts';
import type { DocumentTexts } from './document-texts.ts';

/** What all parts of a document are written with, for one reader. */
export interface Writing {
  readonly texts: DocumentTexts;
  readonly formats: Formats;
}

/** Addresses are written for the reader as well. */
export interface PartyWriting extends Writing {
  readonly locale: Locale;
}

export interface LineWriting extends Writing {
  /** The period of the whole document. A line says its own period only where that is another one. */
  readonly period: Period | null;
  /** The address under which a reader finds the events behind a line. */
  readonly evidenceUrl: (lineId: string) => string;
}
