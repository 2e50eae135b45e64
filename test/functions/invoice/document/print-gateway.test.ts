import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { printVariable } from '../../../../functions/invoice/contract.ts';
import { localeOf } from '../../../../functions/invoice/document/document-locale.ts';
import { invoiceDocument } from '../../../../functions/invoice/document/invoice-document.ts';
import { replyOf } from '../../../../functions/invoice/document/print-gateway.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { minutesLine, sourceWith } from '../document-sources.ts';

const lambda = mockClient(LambdaClient);
const tooLong = expect.objectContaining({ code: 'document_too_long', kind: 'conflict' });

/** Lines with descriptions of so many bytes together. */
const documentOf = (bytes: number) => {
  const lines = Array.from({ length: 1000 }, (_, index) => ({
    ...minutesLine,
    ...{ id: `line_${index}`, description: 'x'.repeat(bytes / 1000) },
  }));
  return invoiceDocument(sourceWith(lines), { locale: localeOf('en'), baseUrl: 'https://api.example.com/v1' });
};

beforeEach(() => {
  lambda.reset();
  vi.stubEnv(printVariable, 'Print');
});

describe('what can be answered is printed, however many lines it has', () => {
  it('3 MB are a page and a PDF', async () => {
    const Payload = Object.assign(new TextEncoder().encode('{"pdf":"JVBERi0="}'), { transformToString: () => '' });
    lambda.on(InvokeCommand).resolves({ Payload });
    const document = documentOf(3_000_000);
    expect(await replyOf(document, 'pdf')).toMatchObject({ contentType: 'application/pdf' });
    expect(await replyOf(document, 'html')).toMatchObject({ contentType: 'text/html; charset=utf-8' });
  });

  it('4 MB take too long to print, and are a page yet', async () => {
    const document = documentOf(4_000_000);
    await expect(replyOf(document, 'pdf')).rejects.toEqual(tooLong);
    expect(lambda.calls()).toHaveLength(0);
    expect(await replyOf(document, 'html')).toMatchObject({ contentType: 'text/html; charset=utf-8' });
  });

  it('5 MB are more than Lambda hands on, with the rest of the page', async () => {
    await expect(replyOf(documentOf(5_000_000), 'html')).rejects.toEqual(tooLong);
  });
});
