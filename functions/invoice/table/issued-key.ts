import type { Instant } from '../../kernel/instant.ts';

/** The two kinds of documents that accounting books. */
export type DocumentKind = 'INVOICES' | 'CREDIT_NOTES';

/** A partition of the index `issued`: the documents of one month.
 *  @param month `2026-11` */
export const issuedMonth = (kind: DocumentKind, month: string): string => `${kind}#${month}`;

/** The place of a document in the index `issued`: within its month by date of issue, then by number. */
export const issuedKey = (kind: DocumentKind, issuedAt: Instant, number: string) => ({
  issuedPk: issuedMonth(kind, issuedAt.slice(0, 7)),
  issuedSk: `${issuedAt}#${number}`,
});
