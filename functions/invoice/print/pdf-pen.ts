import type { ContentText } from 'pdfmake/interfaces.js';
import { runsOf } from './pdf-text.ts';

/** All sizes are in points. A4 is 595.28 wide, of which the margins are taken off. */
export const margin = 42;
export const pageWidth = 595.28 - 2 * margin;

export const sizes = { title: 19, heading: 11, text: 9, note: 8, label: 7.5 } as const;

export const colors = {
  ink: '#16202c',
  soft: '#5d6b7a',
  rule: '#d3dae2',
  link: '#1d4ed8',
  good: '#15803d',
  bad: '#b91c1c',
} as const;

export type TextOptions = Omit<ContentText, 'text'> & { readonly colSpan?: number };

/** Writes text in the fonts of the document's language. */
export interface Pen {
  readonly text: (text: string, options?: TextOptions) => ContentText;
}

/** @param lang BCP 47 */
export const penOf = (lang: string): Pen => ({
  text: (text, options = {}) => ({ ...options, text: runsOf(text, lang).map((run) => ({ ...run })) }),
});
