import { Conflict } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Invoice } from '../invoice.ts';
import { isVerified, noteVerified } from './proof-store.ts';
import { verifyPart } from './verify-part-service.ts';

/** Bytes of the compressed log, and queries, that a request has time for: about a hundred thousand events. */
const withinRequest = { bytes: 6_000_000, queries: 200 };

/** Verifies a draft within the request that makes it final, where no close has verified it before.
 *  @throws Conflict `evidence_mismatch`; `evidence_not_verified` where the log is too long for a request */
export const verifyInRequest = async (draft: Invoice): Promise<void> => {
  if (await isVerified(draft)) return;
  const verdict = await verifyPart(draft, null, withinRequest);
  switch (verdict.outcome) {
    case 'verified':
      return noteVerified(draft, wallClock());
    case 'mismatch': {
      const lines = verdict.mismatches.map(
        ({ lineId, expected, found }) => `${lineId}: ${expected ?? 'nobody knows how many'}, not ${found}`,
      );
      throw new Conflict(
        'evidence_mismatch',
        `The events add up to something else than the lines: ${lines.join('; ')}.`,
      );
    }
    case 'more': {
      const detail = 'There are too many events to add up within a request: the hourly close does it.';
      throw new Conflict('evidence_not_verified', detail);
    }
  }
};
