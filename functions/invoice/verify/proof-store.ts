import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { Invoice } from '../invoice.ts';
import { originalIdOf } from '../store/original-service.ts';
import { readItem } from '../table/table-store.ts';
import { claimsOf, evidenceDigest } from './evidence-claim.ts';

const verifiedSchema = z.object({ evidence: z.string() });

/** The proof lies at the original invoice: a replacement bills what that one has billed, and needs no proof of its own. */
const keyOf = async (invoice: Invoice) => ({ pk: `INVOICE#${await originalIdOf(invoice)}`, sk: 'VERIFIED' });

/** Keeps the proof that the log bears out what the invoice's usage lines say now. */
export const noteVerified = async (invoice: Invoice, verifiedAt: Instant): Promise<void> => {
  const Item = { ...(await keyOf(invoice)), evidence: evidenceDigest(claimsOf(invoice)), verifiedAt };
  await documents.send(new PutCommand({ TableName: tableOf('invoices'), Item }));
};

/** Whether there is a proof of exactly what the usage lines say now. An invoice without usage needs none. Strongly
 *  consistent. */
export const isVerified = async (invoice: Invoice): Promise<boolean> => {
  const claims = claimsOf(invoice);
  if (claims.length === 0) return true;
  const item = await readItem(await keyOf(invoice));
  return item !== undefined && verifiedSchema.parse(item).evidence === evidenceDigest(claims);
};

/** Asked before any invoice becomes final.
 *  @throws Conflict `evidence_not_verified` */
export const requireVerified = async (invoice: Invoice): Promise<void> => {
  if (await isVerified(invoice)) return;
  const detail = `The events behind the lines of invoice ${invoice.id} have not been found to add up to them.`;
  throw new Conflict('evidence_not_verified', detail);
};
