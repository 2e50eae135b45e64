import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { log } from '../../platform/log.ts';
import { countFailure } from '../../platform/metrics.ts';
import { task } from '../../platform/task.ts';
import { requireInvoice } from '../store/invoice-store.ts';
import { mismatchNews } from '../verify/evidence-mismatch-news.ts';
import { verifySchema } from '../verify/part-progress-wire.ts';
import { noteVerified } from '../verify/proof-store.ts';
import { verifyPart } from '../verify/verify-part-service.ts';

/** Bytes of the compressed log, and queries, of one part: about a million events. */
const part = { bytes: 64_000_000, queries: 1000 };

/** Verifies a draft, or the statement of a child, part by part: it recounts from the event log what the lines say was used. Every
 *  try that finds a mismatch announces it, under the same id. */
export const handler = task(verifySchema, async ({ invoiceId, progress }) => {
  const invoice = await requireInvoice(invoiceId);
  if (invoice.status !== 'draft' && invoice.status !== 'statement') return { outcome: 'verified' as const };
  const verdict = await verifyPart(invoice, progress ?? null, part);
  if (verdict.outcome === 'verified') await noteVerified(invoice, wallClock());
  if (verdict.outcome === 'mismatch') {
    await announce('invoice', mismatchNews(invoice, verdict.mismatches));
    log.error('evidence mismatch', { code: 'evidence_mismatch', invoiceId, mismatches: verdict.mismatches });
    countFailure();
  }
  return verdict;
});
