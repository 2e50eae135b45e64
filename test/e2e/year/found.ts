import { rows } from '../stack.ts';

/** An invoice of the API in the shape of the recomputed one: a family's in the order of its names, the payer first. */
export const asExpected = (invoice: Readonly<Record<string, unknown>>, nameOf: (id: string) => string) => {
  const { periodStart, periodEnd, subtotal, discount, taxBase, tax, total, credited } = invoice;
  const { balanceBefore, balanceAfter, amountDue } = invoice;
  const inOrder = (value: unknown) =>
    rows(value)
      .map((row) => ({ row, name: nameOf(String(row.customerId)), isOwn: row.customerId === invoice.customerId }))
      .toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn) || a.name.localeCompare(b.name));
  return {
    ...{ periodStart, periodEnd, subtotal, discount, taxBase, tax, total, credited },
    ...{ balanceBefore, balanceAfter, amountDue },
    lines: inOrder(invoice.lines).map(({ name, row }) =>
      [`${name}:`, row.kind, row.chargeId, row.quantity, row.amount, row.discount].join(' '),
    ),
    sections: inOrder(invoice.sections).map(({ name, row }) => `${name} ${String(row.subtotal)}`),
    taxes: rows(invoice.taxes).map(({ amount }) => amount),
  };
};
