import { z } from 'zod';
import { customerId } from '../catalog/ids.ts';
import { log } from '../platform/log.ts';
import { busHandler } from '../platform/task.ts';
import { wakeCustomer } from './wait-store.ts';

/** A new payment method cuts the waits short, and so does a credit note that leaves nothing to be paid. */
export const handler = busHandler(z.object({ customerId: z.string().transform(customerId) }), async (detail) => {
  const woken = await wakeCustomer(detail.customerId);
  log.info('woken', { customerId: detail.customerId, woken });
});
