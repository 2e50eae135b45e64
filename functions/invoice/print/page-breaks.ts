/** Up to 14 brackets stay on one page with their line. Of more, the first three stay with the line, and the last three with each
 *  other. */
export const bracketsTogether = 14;
export const bracketsAtEnds = 3;

/** How many rows of taxes, totals and notes may be kept on one page. A block that pdfmake may not break has to fit on a page, or it is
 *  cut off. */
export const rowsTogether = 24;

/** About half a page of notes. */
export const charactersTogether = 1500;
