import { eventually } from '../../localstack/api-client.ts';
import { allRows } from './stack.ts';

/** The numbers of all invoices of the stack, whoever they belong to, once they are as many as the highest says: other tests may
 *  take one between two pages.
 *  @throws NeverHappened where there is a gap, or one twice */
export const gaplessNumbers = (): Promise<ReadonlySet<number>> =>
  eventually('invoices are numbered without a gap', async () => {
    const given = (await allRows('/invoices')).flatMap(({ number }) =>
      typeof number === 'string' ? Number(number.slice('INV-'.length)) : [],
    );
    const distinct = new Set(given);
    return distinct.size === given.length && distinct.size === Math.max(...given) ? distinct : undefined;
  });
