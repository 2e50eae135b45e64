import type { Customer } from '../../catalog/customer/customer.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Currency } from '../../money/currency.ts';
import { add, type Money, total } from '../../money/money.ts';
import type { DiscountedLines } from '../discount/discount-lines.ts';
import type { InvoiceLine, Section, Statement } from '../invoice.ts';
import type { AppliedDiscount } from '../totals.ts';

/** A child's statement, and the child's name, which heads its section. */
export interface ChildStatement {
  readonly statement: Statement;
  readonly name: string;
}

/** The lines of parent and children, with their discounts and sections. */
export type Consolidated = Pick<DiscountedLines, 'lines' | 'discounts'> & { readonly sections: readonly Section[] };

/** Puts the statements of children onto the parent's invoice: first the parent's lines, then those of the children
 *  in the order of their statements, each with what the child's own coupons took off it. Each customer has a section
 *  with its subtotal. Without children there are no sections.
 *  @param own the parent's lines after its coupons */
export const consolidate = (
  parent: Pick<Customer, 'id' | 'name' | 'currency'>,
  own: Pick<DiscountedLines, 'lines' | 'discounts'>,
  children: readonly ChildStatement[],
): Consolidated => {
  if (children.length === 0) return { ...own, sections: [] };
  const lines = [...own.lines, ...children.flatMap(({ statement }) => linesOf(statement))].map((line, index) => ({
    ...line,
    id: `line_${index + 1}`,
  }));
  const members = new Map([[parent.id, parent.name]]);
  for (const { statement, name } of children) {
    members.set(statement.customerId, name);
    for (const section of statement.sections) members.set(section.customerId, section.name);
  }
  return {
    lines,
    discounts: together([...own.discounts, ...children.flatMap(({ statement }) => statement.discounts)]),
    sections: [...members].map(([customerId, name]) => ({
      ...{ customerId, name },
      subtotal: subtotalOf(customerId, lines, parent.currency),
      statements: children
        .filter(({ statement }) => statement.customerId === customerId)
        .map(({ statement }) => statement.id),
    })),
  };
};

/** The lines of a statement, each with its place on the statement of its own customer, which may be part of this one. */
const linesOf = ({ id, lines }: Statement): readonly InvoiceLine[] =>
  lines.map((line) => ({ ...line, statementLine: line.statementLine ?? { invoiceId: id, lineId: line.id } }));

const subtotalOf = (customer: CustomerId, lines: readonly InvoiceLine[], currency: Currency): Money =>
  total(
    lines.filter(({ customerId }) => customerId === customer).map(({ amount }) => amount),
    currency,
  );

/** One sum for each discount: a child may have several statements with the same one. */
const together = (discounts: readonly AppliedDiscount[]): readonly AppliedDiscount[] => {
  const byId = new Map<string, AppliedDiscount>();
  for (const one of discounts) {
    const known = byId.get(one.discountId);
    byId.set(one.discountId, known === undefined ? one : { ...known, amount: add(known.amount, one.amount) });
  }
  return [...byId.values()];
};
