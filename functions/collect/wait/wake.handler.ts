import { z } from 'zod';
import { customerId } from '../../kernel/ids.ts';
import { log } from '../../platform/log.ts';
import { busHandler } from '../../platform/task.ts';
import { wakeCustomer } from './wait-store.ts';

/** A new payment method cuts the waits short; an invoice that is paid elsewhere, void, or of which a credit note leaves nothing to be
 *  paid, ends them. */
export const handler = busHandler(z.object({ customerId: z.string().transform(customerId) }), async (detail) => {
  const woken = await wakeCustomer(detail.customerId);
  log.info('woken', { customerId: detail.customerId, woken });
});
