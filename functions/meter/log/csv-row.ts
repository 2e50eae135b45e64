const lineEnd = '\r\n';

/** A line of CSV as RFC 4180 has it. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}${lineEnd}`;

/** Text from outside for a cell. A spreadsheet takes a cell that begins with such a character for a formula and runs it; an
 *  apostrophe before it makes it text (OWASP, CSV injection). */
export const harmless = (text: string): string => (/^[=+\-@\t\r\n|]/.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
