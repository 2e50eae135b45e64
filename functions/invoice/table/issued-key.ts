import type { Instant } from '../../kernel/instant.ts';

/** What accounting books. */
export type DocumentKind = 'INVOICES' | 'CREDIT_NOTES';

/** Partition of the index `issued`: the documents of a month. */
export const issuedMonth = (kind: DocumentKind, month: string): string => `${kind}#${month}`;

/** Where a document lies in the index `issued`: by date and number. */
export const issuedKey = (kind: DocumentKind, issuedAt: Instant, number: string) => ({
  issuedPk: issuedMonth(kind, issuedAt.slice(0, 7)),
  issuedSk: `${issuedAt}#${number}`,
});
