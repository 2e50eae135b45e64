const lineEnd = '\r\n';

/** A line of CSV as RFC 4180 has it, which a spreadsheet can open without running anything that somebody wrote into it. */
export const csvRow = (cells: readonly string[]): string =>
  `${cells.map((cell) => quoted(harmless(cell))).join(',')}${lineEnd}`;

/** What a spreadsheet reads as a number: an amount or a quantity. Its minus sign is one. */
const number = /^-?\d+(?:\.\d+)?$/;

/** A spreadsheet takes a cell that begins with such a character for a formula and runs it, in some languages also with the wide
 *  forms of East Asia; an apostrophe before it makes it text (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r\n|＝＋－＠]/;

const harmless = (text: string): string => (formula.test(text) && !number.test(text) ? `'${text}` : text);

/** Where the decimal separator is a comma, spreadsheets part cells at semicolons. Without its quotes, `a;=1+1` would be two cells
 *  there, and the second one a formula. */
const apart = /[",;\t\r\n]/;

const quoted = (text: string): string => (apart.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
