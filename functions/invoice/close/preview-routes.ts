import { defineRoutes } from '../../platform/http/route.ts';
import { answeredInvoiceSchema } from '../wire/invoice-wire.ts';

export const previewRoutes = defineRoutes({
  previewInvoice: {
    method: 'GET',
    path: '/customers/{customerId}/invoice-preview',
    access: 'read',
    portal: 'path',
    summary:
      'The invoice of the open period as it would be if it were closed now; nothing is kept, and it has no number',
    response: answeredInvoiceSchema,
    status: 200,
  },
});
