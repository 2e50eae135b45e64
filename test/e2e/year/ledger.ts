import { allRows, api, ok, rows } from '../stack.ts';
import { Exact } from './exact.ts';

const sumOf = (found: ReturnType<typeof rows>, field: string): Exact =>
  Exact.sum(found.map((row) => Exact.of(String(row[field]))));

/** What a customer was invoiced, less credit notes, payments, what was used of grants, and what is still open, and with what it
 *  has on its balance: zero, or something has come from nowhere. */
export const zeroSum = async (customer: string, currency: string): Promise<Exact> => {
  const [invoices, notes, payments, grants] = await Promise.all(
    ['/invoices', '/credit-notes', '/payments', '/credits'].map((path) => allRows(`${path}?customerId=${customer}`)),
  );
  const balances = rows(ok(await api.get(`/customers/${customer}/balance`)).balances);
  const standing = (invoices ?? []).filter(({ status }) => ['open', 'paid', 'uncollectible'].includes(String(status)));
  const paid = (payments ?? []).filter(({ outcome }) => outcome === 'succeeded');
  return sumOf(standing, 'total')
    .minus(sumOf(notes ?? [], 'total'))
    .minus(sumOf(paid, 'amount'))
    .minus(sumOf(grants ?? [], 'amount').minus(sumOf(grants ?? [], 'remaining')))
    .minus(sumOf(standing, 'amountRemaining'))
    .plus(
      sumOf(
        balances.filter((one) => one.currency === currency),
        'balance',
      ),
    );
};
