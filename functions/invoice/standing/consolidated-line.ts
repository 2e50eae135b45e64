import { compare } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';

/** Finds a line of a child's statement on the parent's invoice, where it has another place, and so another id.
 *
 *  Invoices from before it was written down where their lines come from have the line that looks like it: where there are
 *  several, the one with the same id, or else the first.
 *  @param statement the one that has the line */
export const consolidatedLine = (
  { lines }: Pick<Invoice, 'lines'>,
  statement: Pick<Invoice, 'id'>,
  line: InvoiceLine,
): InvoiceLine | undefined => {
  const own = lines.find(({ statementLine: of }) => of?.invoiceId === statement.id && of.lineId === line.id);
  if (own !== undefined) return own;
  const alike = lines.filter((one) => one.statementLine === null && isAlike(one, line));
  return alike.find(({ id }) => id === line.id) ?? alike[0];
};

const isAlike = (a: InvoiceLine, b: InvoiceLine): boolean =>
  a.customerId === b.customerId &&
  a.kind === b.kind &&
  a.chargeId === b.chargeId &&
  a.period.start === b.period.start &&
  a.period.end === b.period.end &&
  compare(a.amount, b.amount) === 0;
