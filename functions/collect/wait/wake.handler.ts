import { z } from 'zod';
import { customerId } from '../../kernel/ids.ts';
import { log } from '../../platform/log.ts';
import { busHandler } from '../../platform/task.ts';
import { wakeCustomer } from './wake-service.ts';

/** Hears what may end a customer's waits. After a new payment method the next attempt is made at once. An invoice that was
 *  paid elsewhere, was made void, or of which a credit note left nothing to pay, is not collected any more. */
export const handler = busHandler(z.object({ customerId: z.string().transform(customerId) }), async (detail) => {
  const woken = await wakeCustomer(detail.customerId);
  log.info('woken', { customerId: detail.customerId, woken });
});
