import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { invoiceId } from '../../kernel/ids.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment } from '../../platform/environment.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import type { Page } from '../../platform/http/page.ts';
import { creditNotePrefixVariable, sellerVariable } from '../contract.ts';
import { askedFor } from '../document/document-ending.ts';
import { localeOf } from '../document/document-locale.ts';
import { invoiceDocument } from '../document/invoice-document.ts';
import { replyOf } from '../document/print-gateway.ts';
import { sellerOf } from '../seller.ts';
import { requireListed } from '../store/invoice-store.ts';
import { assertVisible, requireVisible } from '../store/visible-service.ts';
import { identify } from '../table/idempotency-key-store.ts';
import { creditNoteId } from './credit-note.ts';
import { creditNoteNews } from './credit-note-news.ts';
import { wantedOf } from './credit-note-request-wire.ts';
import { creditNoteRoutes } from './credit-note-routes.ts';
import { creditInvoice } from './credit-note-service.ts';
import { creditNoteSource } from './credit-note-source.ts';
import { allNotes, type ListedNote, notePage, notesOfCustomer, requireNote } from './credit-note-store.ts';
import { answeredNote, noteLinesPage } from './note-answer-service.ts';

export const handler = httpApi(creditNoteRoutes, {
  createCreditNote: async ({ body, parameters, ...request }) => {
    const wanted = wantedOf(body);
    const { id, customerId } = await requireListed(invoiceId(parameters.invoiceId ?? ''));
    const createdAt = wallClock();
    const issuedAt = await customerNow(await requireCustomer(customerId), createdAt);
    const { id: noteId, noting } = await identify('cn', request, id);
    const prefix = environment(creditNotePrefixVariable);
    const making = { id: creditNoteId(noteId), wanted, prefix, reason: body.reason, issuedAt, createdAt, noting };
    const { note, invoice } = await creditInvoice(id, making);
    await announce('invoice', creditNoteNews(note, invoice));
    return { json: answeredNote(note) };
  },
  listInvoiceCreditNotes: async ({ parameters: { invoiceId: of = '' }, query, caller }) => {
    const { id } = await requireVisible(of, caller);
    return { json: printed(await notePage(id, query)) };
  },
  getCreditNote: async ({ parameters: { invoiceId: of = '', creditNoteId: text = '' }, query, caller, baseUrl }) => {
    const { id, ending } = askedFor(text);
    const invoice = await requireVisible(of, caller);
    const note = await requireNote(invoice.id, creditNoteId(id));
    if (ending === undefined) return { json: answeredNote(note) };
    const source = creditNoteSource(note, invoice, sellerOf(environment(sellerVariable)));
    const locale = localeOf(query.locale ?? note.buyer.locale);
    return replyOf(invoiceDocument(source, { locale, baseUrl }), ending);
  },
  listCreditNoteLines: async ({ parameters: { invoiceId: of = '', creditNoteId: id = '' }, query, caller }) => {
    const invoice = await requireListed(invoiceId(of));
    assertVisible(invoice, caller);
    return { json: await noteLinesPage(invoice.id, creditNoteId(id), query) };
  },
  listCreditNotes: async ({ query: { customerId, ...page }, caller }) => {
    const customer = caller.kind === 'portal' ? caller.customerId : customerId;
    return { json: printed(customer === undefined ? await allNotes(page) : await notesOfCustomer(customer, page)) };
  },
});

const printed = ({ data, nextCursor }: Page<ListedNote>) => ({ data: data.map(answeredNote), nextCursor });
