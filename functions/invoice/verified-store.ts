import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { InvoiceId } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { Conflict } from '../catalog/meterline-error.ts';
import { documents } from '../platform/dynamo.ts';
import { tableOf } from '../platform/tables.ts';
import { claimsOf, evidenceDigest } from './evidence-claim.ts';
import type { Invoice } from './invoice.ts';

type Claimant = Pick<Invoice, 'id' | 'lines'>;

const keyOf = (id: InvoiceId) => ({ pk: `INVOICE#${id}`, sk: 'VERIFIED' });
const verifiedSchema = z.object({ evidence: z.string() });

/** Notes that the log bears out the quantities that the invoice has now. */
export const noteVerified = async (invoice: Claimant, verifiedAt: Instant): Promise<void> => {
  const Item = { ...keyOf(invoice.id), evidence: evidenceDigest(claimsOf(invoice)), verifiedAt };
  await documents.send(new PutCommand({ TableName: tableOf('invoices'), Item }));
};

/** Whether just these quantities were found to be right; an invoice without usage has none. Strongly consistent. */
export const isVerified = async (invoice: Claimant): Promise<boolean> => {
  const claims = claimsOf(invoice);
  if (claims.length === 0) return true;
  const read = new GetCommand({ TableName: tableOf('invoices'), Key: keyOf(invoice.id), ConsistentRead: true });
  const { Item } = await documents.send(read);
  return Item !== undefined && verifiedSchema.parse(Item).evidence === evidenceDigest(claims);
};

/** What every way to a final invoice asks first.
 *  @throws Conflict `evidence_not_verified` */
export const requireVerified = async (invoice: Claimant): Promise<void> => {
  if (await isVerified(invoice)) return;
  const detail = `The events behind the lines of invoice ${invoice.id} have not been found to add up to them.`;
  throw new Conflict('evidence_not_verified', detail);
};
