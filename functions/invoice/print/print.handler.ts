import { fileURLToPath } from 'node:url';
import { calledFunction } from '../../platform/called-function.ts';
import { documentSchema } from '../document/document-schema.ts';
import { fontFolder } from './font-contract.ts';
import { printPdf } from './print-pdf.ts';

const fonts = fileURLToPath(new URL(`${fontFolder}/`, import.meta.url));

/** Prints what is in the call. The function knows no invoices and may read no table. */
export const handler = calledFunction(documentSchema, async (document) => ({
  pdf: Buffer.from(await printPdf(document, fonts)).toString('base64'),
}));
