import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { invoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { httpApi, type Implementations } from '../../platform/http/http-api.ts';
import { agreedLine } from '../draft/manual-line.ts';
import type { Draft, Invoice } from '../invoice.ts';
import { paymentAnnouncement, voidAnnouncement } from '../invoice-news.ts';
import { finalAnnouncements } from '../issue/final-announcements-service.ts';
import { release } from '../issue/finalize-now-service.ts';
import { answered } from '../store/answer-service.ts';
import { requireInvoice } from '../store/invoice-store.ts';
import { identify } from '../table/idempotency-key-store.ts';
import { verifyInRequest } from '../verify/verify-in-request-service.ts';
import { addLine, removeLine } from './draft-edit-service.ts';
import { giveBack } from './give-back-service.ts';
import { lifecycleRoutes, manualLineRoutes } from './lifecycle-routes.ts';
import { manualLineApi } from './manual-line-api.ts';
import { assertPaidAt } from './paid-at.ts';
import { payElsewhere } from './payment-service.ts';
import { voidInvoice } from './void-service.ts';

const lifecycleApi: Implementations<typeof lifecycleRoutes> = {
  /** An open invoice was made final before. It is announced again, since an earlier try may have ended before it did. */
  finalizeInvoice: async ({ parameters }) => {
    const invoice = await named(parameters);
    if (invoice.status === 'draft') {
      await verifyInRequest(invoice);
      return printed(await release(invoice.id));
    }
    if (invoice.status === 'open') await announce('invoice', await finalAnnouncements(invoice));
    throw new Conflict('invoice_already_final', `Invoice ${invoice.id} is ${invoice.status} already.`);
  },

  addInvoiceLine: async ({ body, parameters, ...request }) => {
    const { id, now } = await namedNow(parameters);
    const { id: asked, isRepeat, noting } = await identify('add', request, id);
    // A line that was added and then taken off does not come back.
    if (isRepeat) return printed(await requireInvoice(id));
    const adding = { requestId: asked, agreed: (draft: Draft) => agreedLine(body, draft), noting };
    return printed(await addLine(id, adding, now));
  },
  removeInvoiceLine: async ({ parameters }) => {
    const { id, now } = await namedNow(parameters);
    return printed(await removeLine(id, parameters.lineId ?? '', now));
  },

  /** Where the invoice is void before, what follows a void is done again, since an earlier try may have ended before it did. */
  voidInvoice: async ({ body, parameters }) => {
    const before = await named(parameters);
    await afterVoid(before);
    const times = { at: await nowOf(before), createdAt: wallClock() };
    const invoice = await voidInvoice(before.id, { ...body, ...times });
    await afterVoid(invoice);
    return printed(invoice);
  },

  payInvoice: async ({ body: { reference, paidAt }, parameters }) => {
    const before = await named(parameters);
    const now = await nowOf(before);
    if (paidAt !== undefined) assertPaidAt(before, paidAt, now);
    const invoice = await payElsewhere(before.id, reference, paidAt ?? now);
    if (invoice.status === 'paid') await announce('invoice', [paymentAnnouncement(invoice)]);
    return printed(invoice);
  },
};

type Parameters = Readonly<Record<string, string>>;

const idIn = ({ invoiceId: id = '' }: Parameters) => invoiceId(id);
const named = (parameters: Parameters): Promise<Invoice> => requireInvoice(idIn(parameters));
const printed = (invoice: Invoice) => ({ json: answered(invoice) });

const namedNow = async (parameters: Parameters) => {
  const invoice = await named(parameters);
  return { id: invoice.id, now: await nowOf(invoice) };
};

const nowOf = async ({ customerId }: Invoice): Promise<Instant> =>
  customerNow(await requireCustomer(customerId), wallClock());

const afterVoid = async (invoice: Invoice): Promise<void> => {
  if (invoice.status !== 'void') return;
  await giveBack(invoice);
  await announce('invoice', [voidAnnouncement(invoice)]);
};

export const handler = httpApi({ ...lifecycleRoutes, ...manualLineRoutes }, { ...lifecycleApi, ...manualLineApi });
