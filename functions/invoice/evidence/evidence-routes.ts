import { z } from 'zod';
import { decimalText } from '../../kernel/decimal-wire.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';

export const evidenceRoutes = defineRoutes({
  lineEvents: {
    method: 'GET',
    path: '/invoices/{invoiceId}/lines/{lineId}/events',
    access: 'read',
    portal: 'handler',
    summary:
      'The events behind a line, whose quantities add up to it, of an adjustment the late ones; as CSV by format=csv or Accept: text/csv, where the header Link has the next page',
    query: pageQuery.extend({ format: z.enum(['json', 'csv']).optional() }),
    response: z.object({
      meter: z.string(),
      lineQuantity: decimalText,
      data: z.array(
        z.object({
          kind: z.enum(['event', 'void']).meta({ description: 'A void takes the quantity of its event back' }),
          id: z.string(),
          source: z.string(),
          type: z.string(),
          time: instantWire,
          quantity: decimalText,
          ingestedAt: instantWire,
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
  },
});
