import type { InvoiceId } from '../../kernel/ids.ts';
import type { Invoice } from '../invoice.ts';
import { findInvoice, requireInvoice, requireListed } from '../store/invoice-store.ts';

/** The invoice; or, where it is void and was replaced, the one that stands in its place now. Strongly consistent.
 *  @throws NotFound `invoice_not_found` */
export const requireStanding = async (id: InvoiceId): Promise<Invoice> => standing(await requireInvoice(id));

/** As `requireStanding`, but undefined where there is no such invoice. */
export const findStanding = async (id: InvoiceId): Promise<Invoice | undefined> => {
  const invoice = await findInvoice(id);
  return invoice === undefined ? undefined : standing(invoice);
};

const standing = async (invoice: Invoice): Promise<Invoice> => {
  let one = invoice;
  while (one.status === 'void' && one.replacedBy !== null) one = await requireInvoice(one.replacedBy);
  return one;
};

/** The invoice that is paid: the one that stands; for a child's statement that is on a parent's invoice, that one. */
export const findPaying = async (id: InvoiceId): Promise<Invoice | undefined> => {
  const invoice = await findStanding(id);
  return invoice === undefined ? undefined : payingFor(invoice);
};

/** The invoice that is paid for one that stands: itself; for a child's statement that is on a parent's invoice, that
 *  one, whatever its status. A statement that was taken for an invoice that is only being made stands for itself.
 *  @param parentOf reads the parent's invoice by its id; for many statements, each only once */
export const payingFor = async (invoice: Invoice, parentOf = findPaying): Promise<Invoice> => {
  if (invoice.status !== 'statement' || invoice.consolidatedInto === null) return invoice;
  return (await parentOf(invoice.consolidatedInto)) ?? invoice;
};

/** The ids of the invoice and of all those that it replaces. Lines for one of them are lines for the one that stands. */
export const idsOf = async ({ id, replaces }: Pick<Invoice, 'id' | 'replaces'>): Promise<readonly InvoiceId[]> =>
  replaces === null ? [id] : [id, ...(await idsOf(await requireInvoice(replaces)))];

/** The statements that a consolidated invoice is made of, and the statements that these are made of in turn. */
export const statementsIn = async ({ sections }: Pick<Invoice, 'sections'>): Promise<readonly InvoiceId[]> => {
  const own = sections.flatMap(({ statements }) => statements);
  const theirs = await Promise.all(own.map(async (id) => statementsIn(await requireListed(id))));
  return [...own, ...theirs.flat()];
};
