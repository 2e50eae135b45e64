import { describe, expect, it } from 'vitest';
import { askedFor } from '../../../../functions/invoice/document/document-ending.ts';

describe('what is after an id says as what the document is asked for', () => {
  it.each([
    ['inv_1', 'inv_1', undefined],
    ['inv_1.html', 'inv_1', 'html'],
    ['inv_1.pdf', 'inv_1', 'pdf'],
    ['inv_1.PDF', 'inv_1.PDF', undefined],
    ['inv_1.pdf.html', 'inv_1.pdf', 'html'],
    ['.pdf', '', 'pdf'],
  ])('%s', (text, id, ending) => expect(askedFor(text)).toEqual({ id, ending }));
});
