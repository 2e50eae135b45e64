/** Numbers and dates as the reader is used to them; the words are English. */
export const locale = navigator.language;
