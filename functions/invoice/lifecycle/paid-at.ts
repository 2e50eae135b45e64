import { earlier, type Instant, plusDays, plusMilliseconds } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import type { Invoice } from '../invoice.ts';

/** Days by which money may have come in before the invoice's period began, as for fees in advance. */
const aheadDays = 31;

/** What the clock of whoever writes payments down may be ahead of ours. */
const aheadMilliseconds = 5 * 60_000;

/** Refuses a payment at a time that cannot be meant, such as the year 2062 for 2026: exports and reports go by it for good. A bank
 *  transfer is often recorded weeks after it came in, and one for an invoice that was replaced came in before the replacement
 *  was issued. So what counts is the invoice's period: for October 2026, from 31 August on, by the customer's time.
 *  @param now in the customer's time
 *  @throws InvalidInput `paid_in_future`, `paid_too_early` */
export const assertPaidAt = (
  { period, issuedAt }: Pick<Invoice, 'period' | 'issuedAt'>,
  at: Instant,
  now: Instant,
): void => {
  const pointer = '/paidAt';
  if (at > plusMilliseconds(now, aheadMilliseconds)) {
    const detail = `A payment is recorded when it has come in: for this customer it is ${now}.`;
    throw new InvalidInput({ code: 'paid_in_future', pointer, detail });
  }
  const earliest = plusDays(earlier(period.start, issuedAt ?? period.start), -aheadDays);
  if (at < earliest) {
    const detail = `A payment of this invoice cannot have come in before ${earliest}, ${aheadDays} days before its period.`;
    throw new InvalidInput({ code: 'paid_too_early', pointer, detail });
  }
};
