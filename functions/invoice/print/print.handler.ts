import { fileURLToPath } from 'node:url';
import { calledFunction } from '../../platform/called-function.ts';
import { documentSchema } from '../document/document-schema.ts';
import { fontFolder } from './font-contract.ts';
import { printPdf } from './print-pdf.ts';

const fonts = fileURLToPath(new URL(`${fontFolder}/`, import.meta.url));

/** Bytes of a PDF that can be answered: in base64 three bytes are four, and an answer has at most 5.5 MB. 3,000 lines of two brackets
 *  have 1.6 MB, and 7,700 have 4.1 MB. */
const pdfBytes = 4_100_000;

/** Prints what is in the call; null where the PDF is too long to be answered. The function knows no invoices and may read no table. */
export const handler = calledFunction(documentSchema, async (document) => {
  const pdf = await printPdf(document, fonts);
  return { pdf: pdf.byteLength > pdfBytes ? null : Buffer.from(pdf).toString('base64') };
});
