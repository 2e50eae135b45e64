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

const printed = z.object({ pdf: z.base64() });

/** Forbid the page to run scripts and to load anything, whatever its texts may hold. */
const pageHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
};

/** Bytes of a document as JSON: some thousands of lines. Lambda takes and gives 6 MB, and a PDF has to be printed while API Gateway
 *  waits. */
const documentBytes = 2_000_000;

/** The document as a page or as a PDF.
 *  @throws PrintingFailed; Conflict `document_too_long` */
export const replyOf = async (document: InvoiceDocument, ending: Ending): Promise<Reply> => {
  if (Buffer.byteLength(JSON.stringify(document)) > documentBytes) {
    const detail = `${document.fileName} has too many lines for a page or a PDF: read its lines, or export them as CSV.`;
    throw new Conflict('document_too_long', detail);
  }
  const language = { 'content-language': document.lang };
  if (ending === 'html') {
    const headers = { ...pageHeaders, ...language };
    return { content: invoicePage(document), contentType: 'text/html; charset=utf-8', headers };
  }
  const headers = { ...language, 'content-disposition': `inline; filename="${document.fileName}.pdf"` };
  return { binary: await pdfOf(document), contentType: 'application/pdf', headers };
};

/** Asks the printing function for the PDF: that function alone has the fonts in its bundle.
 *  @throws PrintingFailed */
const pdfOf = async (document: InvoiceDocument): Promise<Uint8Array> => {
  const command = new InvokeCommand({ FunctionName: environment(printVariable), Payload: JSON.stringify(document) });
  const { Payload, FunctionError } = await client.send(command);
  const answer = printed.safeParse(JSON.parse(new TextDecoder().decode(Payload) || 'null'));
  if (FunctionError === undefined && answer.success) return Buffer.from(answer.data.pdf, 'base64');
  throw new PrintingFailed(`The PDF of ${document.fileName} could not be made; the same request can be sent again.`);
};
