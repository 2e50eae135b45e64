import { describe, expect, it } from 'vitest';
import { readPdf } from '../../functions/invoice/pdf-reader.ts';
import { closeable, day, start, subscriber } from '../billing.ts';
import { api, ok } from '../stack.ts';

const fetchPdf = async (path: string): Promise<{ readonly response: Response; readonly bytes: Uint8Array }> => {
  const headers = { authorization: `Bearer ${api.key}`, accept: 'application/pdf' };
  const response = await fetch(`${api.base}${path}`, { headers });
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
};

describe('an invoice to read, to print and to keep', () => {
  it('is a PDF in the customer’s language or another, with the same bytes each time', async () => {
    const { customer, meter, use, advance, invoice } = await subscriber('pm_sim_ok');
    await use(['3400'], day(start, 3));
    await meter.counted(customer, start, day(start, 30), '3400');
    await advance(closeable);
    const { id, number } = await invoice();
    const path = `/invoices/${String(id)}`;

    const { response, bytes } = await fetchPdf(`${path}.pdf`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/pdf');
    expect(response.headers.get('content-disposition')).toBe(`inline; filename="${String(number)}.pdf"`);
    expect(Buffer.from(bytes).subarray(0, 5).toString()).toBe('%PDF-');
    const rows = (await readPdf(bytes)).pages.flatMap((page) => page.rows);
    expect(rows).toContain('first 1,000 | 1,000 | 0.10 | 100.00');
    expect(rows).toContain('above 1,000 to 3,400 | 2,400 | 0.07 | 168.00');
    expect(rows).toContain('Total | $268.00');
    expect(Buffer.compare(bytes, (await fetchPdf(`${path}.pdf`)).bytes)).toBe(0);

    const japanese = await readPdf((await fetchPdf(`${path}.pdf?locale=ja`)).bytes);
    expect(japanese.info).toMatchObject({ Title: `請求書 ${String(number)}`, Language: 'ja' });
    expect((await api.get(`${path}.html?locale=de`)).text).toContain(`Rechnung ${String(number)}`);
  });

  it('so is a credit note', async () => {
    const { customer, meter, use, advance, invoice } = await subscriber('pm_sim_ok');
    await use(['100'], day(start, 3));
    await meter.counted(customer, start, day(start, 30), '100');
    await advance(closeable);
    const { id } = await invoice();
    const notes = `/invoices/${String(id)}/credit-notes`;
    const note = ok(await api.post(notes, { amount: '4.00', reason: 'Outage' }));
    const { bytes } = await fetchPdf(`${notes}/${String(note.id)}.pdf`);
    const { info, pages } = await readPdf(bytes);
    expect(info.Title).toBe(`Credit note ${String(note.number)}`);
    expect(pages.flatMap((page) => page.rows)).toContain('Added to account balance | $4.00');
  });

  it('says how to ask for it to who would get its bytes as text', async () => {
    const { customer, meter, use, advance, invoice } = await subscriber('pm_sim_ok');
    await use(['10'], day(start, 3));
    await meter.counted(customer, start, day(start, 30), '10');
    await advance(closeable);
    const { id } = await invoice();
    const { status, body } = await api.get(`/invoices/${String(id)}.pdf`);
    expect([status, body.code]).toEqual([406, 'not_acceptable']);
  });
});
