const lineEnd = '\r\n';

/** As of RFC 4180. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}${lineEnd}`;

/** What a stranger wrote could be a formula: spreadsheets run a cell that begins so; an apostrophe makes it text (OWASP,
 *  CSV injection). */
export const harmless = (text: string): string => (/^[=+\-@\t\r\n|]/.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
