import { eventually } from '../../localstack/api-client.ts';
import { api, ok, rows } from './stack.ts';

/** Of all customers, newest first. */
export const allInvoices = async () => {
  const invoices: Readonly<Record<string, unknown>>[] = [];
  for (let cursor = ''; ; ) {
    const page = ok(await api.get(`/invoices?limit=100${cursor && `&cursor=${cursor}`}`));
    invoices.push(...rows(page.data));
    if (typeof page.nextCursor !== 'string') return invoices;
    cursor = page.nextCursor;
  }
};

/** Waits until all numbers that were given are there, which others may just be taking.
 *  @returns 1, 2, 3, … */
export const gaplessNumbers = (): Promise<readonly number[]> =>
  eventually('no number is missing', async () => {
    const issued = (await allInvoices()).map(({ number }) => number).filter((number) => number !== null);
    const sorted = issued.map((number) => Number(String(number).slice(4))).toSorted((a, b) => a - b);
    return sorted.every((number, at) => number === at + 1) ? sorted : undefined;
  });
