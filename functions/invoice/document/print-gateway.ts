import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { Conflict, MeterlineError } from '../../kernel/meterline-error.ts';
import { environment } from '../../platform/environment.ts';
import type { Reply } from '../../platform/http/http-api.ts';
import { printVariable } from '../contract.ts';
import type { Ending } from './document-ending.ts';
import type { InvoiceDocument } from './document-schema.ts';
import { invoicePage } from './invoice-page.ts';

class PrintingFailed extends MeterlineError {
  readonly code = 'printing_failed';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

const client = new LambdaClient({ maxAttempts: 3 });

/** Null where the PDF is too long to be handed on. */
const printed = z.object({ pdf: z.base64().nullable() });

/** Forbid the page to run scripts and to load anything, whatever its texts may hold. */
const pageHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
};

/** Bytes of a document as JSON that is printed. Printing takes about 4 seconds a megabyte on one core, and API Gateway waits for 29:
 *  3,000 lines of two brackets have 1.3 MB, and 9,000 have 4 MB, which take 16 seconds. */
const printedBytes = 4_000_000;

/** Bytes of a page as Lambda hands it on, in which a quote takes two. A page of 3,000 lines has 1.9 MB, one of 8,000 has 5 MB. */
const pageBytes = 5_400_000;

/** The document as a page or as a PDF.
 *  @throws PrintingFailed; Conflict `document_too_long` */
export const replyOf = async (document: InvoiceDocument, ending: Ending): Promise<Reply> => {
  const language = { 'content-language': document.lang };
  if (ending === 'html') {
    const headers = { ...pageHeaders, ...language };
    const content = invoicePage(document);
    if (Buffer.byteLength(JSON.stringify(content)) > pageBytes) throw tooLong(document, 'a page');
    return { content, contentType: 'text/html; charset=utf-8', headers };
  }
  const headers = { ...language, 'content-disposition': `inline; filename="${document.fileName}.pdf"` };
  return { binary: await pdfOf(document), contentType: 'application/pdf', headers };
};

const tooLong = ({ fileName }: InvoiceDocument, form: string): Conflict =>
  new Conflict(
    'document_too_long',
    `${fileName} has too many lines for ${form}: read its lines, or export them as CSV.`,
  );

/** Asks the printing function for the PDF: that function alone has the fonts in its bundle.
 *  @throws PrintingFailed; Conflict `document_too_long` */
const pdfOf = async (document: InvoiceDocument): Promise<Uint8Array> => {
  const json = JSON.stringify(document);
  if (Buffer.byteLength(json) > printedBytes) throw tooLong(document, 'a PDF');
  const command = new InvokeCommand({ FunctionName: environment(printVariable), Payload: json });
  const { Payload, FunctionError } = await client.send(command);
  const answer = printed.safeParse(JSON.parse(new TextDecoder().decode(Payload) || 'null'));
  if (FunctionError === undefined && answer.success) {
    if (answer.data.pdf === null) throw tooLong(document, 'a PDF');
    return Buffer.from(answer.data.pdf, 'base64');
  }
  throw new PrintingFailed(`The PDF of ${document.fileName} could not be made; the same request can be sent again.`);
};
