import { join } from 'node:path';
import pdfMake from 'pdfmake';
import type { InvoiceDocument } from '../document/document-schema.ts';
import { fontFile, fontPackages } from './font-contract.ts';
import { pdfLayout } from './pdf-layout.ts';

/** The document as PDF; the same document gives the same bytes. pdfmake may read the fonts in `folder`, and nothing else of the disk
 *  or the network. */
export const printPdf = async (document: InvoiceDocument, folder: string): Promise<Uint8Array> => {
  pdfMake.setUrlAccessPolicy(() => false);
  pdfMake.setLocalAccessPolicy((path) => path.startsWith(folder));
  pdfMake.setFonts(
    Object.fromEntries(
      fontPackages.map(({ family }) => [
        family,
        { normal: join(folder, fontFile(family, 'normal')), bold: join(folder, fontFile(family, 'bold')) },
      ]),
    ),
  );
  return pdfMake.createPdf(pdfLayout(document)).getBuffer();
};
