import { compare } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';

/** Finds a line of a child's statement on the parent's invoice, where it may have another place, and so another id.
 *  Where several lines look like it, the one with the same id is meant, or else the first. So a line of the invoice
 *  itself is found as well. */
export const consolidatedLine = ({ lines }: Pick<Invoice, 'lines'>, line: InvoiceLine): InvoiceLine | undefined => {
  const alike = lines.filter((one) => isAlike(one, line));
  return alike.find(({ id }) => id === line.id) ?? alike[0];
};

const isAlike = (a: InvoiceLine, b: InvoiceLine): boolean =>
  a.customerId === b.customerId &&
  a.kind === b.kind &&
  a.chargeId === b.chargeId &&
  a.period.start === b.period.start &&
  a.period.end === b.period.end &&
  compare(a.amount, b.amount) === 0;
