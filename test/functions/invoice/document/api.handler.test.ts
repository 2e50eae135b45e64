import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../../functions/invoice/document/api.handler.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { customerId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { answerHeaders } from '../../../../functions/platform/http/answer-headers-contract.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { BillingWorld } from '../billing-world.ts';
import { customer, drafted, minutes, planOf } from '../transcoding.ts';

const reader: Caller = { kind: 'key', keyId: 'key_1', scopes: ['read'] };
const own: Caller = { kind: 'portal', customerId: customer.id };
const other: Caller = { kind: 'portal', customerId: customerId('somebody_else') };

const at = parseInstant('2026-11-01T01:02:00Z');
const aDraft = {
  ...drafted(planOf(minutes)),
  id: invoiceId('inv_draft'),
};
const seller = { name: 'Seller', address: ['1 Main St'], email: null, taxIds: ['T1'], legalText: null };
const open: Invoice = { ...aDraft, id: invoiceId('inv_1'), status: 'open', number: 'INV-000001', issuedAt: at };
const foreign: Invoice = { ...open, id: invoiceId('inv_2'), customerId: customerId('somebody_else') };

const replaced: Invoice = {
  ...{ ...open, id: invoiceId('inv_3'), status: 'void', number: 'INV-000003' },
  ...{ voidedAt: at, voidReason: null, replacedBy: open.id },
};
const lambda = mockClient(LambdaClient);

beforeEach(() => {
  vi.stubEnv('PRINT_FUNCTION', 'Print');
  lambda.reset();
  const world = new BillingWorld();
  for (const invoice of [aDraft, open, foreign, replaced]) world.keepInvoice(invoice);
});
afterEach(() => vi.unstubAllEnvs());

const get = async (caller: Caller, id: string, query = '', headers = {}) => {
  const call = { route: `GET /invoices/{invoiceId}?${query}`, caller, parameters: { invoiceId: id }, headers };
  return handler(httpEvent(call), lambdaContext);
};
const list = async (caller: Caller, query = '') => {
  const { statusCode, body } = await handler(httpEvent({ route: `GET /invoices?${query}`, caller }), lambdaContext);
  const { data = [] }: { data?: { id: string }[] } = JSON.parse(body);
  return { statusCode, ids: data.map(({ id }) => id).toSorted() };
};

describe('GET /invoices/{invoiceId}', () => {
  it('answers what clients build on, amounts as text', async () => {
    const { statusCode, body } = await get(reader, 'inv_1');
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      id: 'inv_1',
      number: 'INV-000001',
      status: 'open',
      customerId: 'cust_8821',
      currency: 'USD',
      periodStart: '2026-10-01T00:00:00.000Z',
      periodEnd: '2026-11-01T00:00:00.000Z',
      lines: [{ id: 'line_1', chargeId: 'minutes', quantity: '3400', amount: '268.00', exactAmount: '268' }],
      subtotal: '268.00',
      tax: '0.00',
      total: '268.00',
      amountDue: '268.00',
    });
  });

  it('as a page with .html after the id, on which nothing runs', async () => {
    const { statusCode, headers, body } = await get(reader, 'inv_1.html');
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
    expect(headers?.['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(body).toContain('Invoice INV-000001');
  });

  it('in the language of the customer, or another that is asked for', async () => {
    const { headers, body } = await get(reader, 'inv_1.html', 'locale=de-CH');
    expect(headers?.['content-language']).toBe('de-CH');
    expect(body).toContain('Rechnung INV-000001');
    const { statusCode, body: refusal } = await get(reader, 'inv_1.html', 'locale=nl');
    expect([statusCode, JSON.parse(refusal).code, JSON.parse(refusal).pointer]).toEqual([
      ...[400, 'unknown_locale', '/locale'],
    ]);
  });

  it('a draft shows the seller of the settings; a void invoice the number of the one that replaces it', async () => {
    vi.stubEnv('SELLER', JSON.stringify(seller));
    expect((await get(reader, 'inv_draft.html')).body).toContain('1 Main St');
    expect((await get(reader, 'inv_3.html')).body).toContain('Replaced by invoice INV-000001.');
  });

  it.each(['inv_none', 'inv_none.html', 'inv_none.pdf'])('%s: not found', async (id) => {
    const { statusCode, body } = await get(reader, id);
    expect([statusCode, JSON.parse(body).code]).toEqual([404, 'invoice_not_found']);
  });
});

describe('as PDF, with .pdf after the id', () => {
  const accept = { accept: 'application/pdf' };
  const payload = (text: string) => Object.assign(new TextEncoder().encode(text), { transformToString: () => text });

  it('is what the printer makes of the document, named for its number', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: payload('{"pdf":"JVBERi0="}') });
    const { statusCode, headers, body, isBase64Encoded } = await get(reader, 'inv_1.pdf', 'locale=fr', accept);
    expect({ statusCode, headers, body, isBase64Encoded }).toEqual({
      statusCode: 200,
      headers: {
        ...answerHeaders,
        'content-type': 'application/pdf',
        'content-disposition': 'inline; filename="INV-000001.pdf"',
        'content-language': 'fr',
      },
      body: 'JVBERi0=',
      isBase64Encoded: true,
    });
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input.FunctionName).toBe('Print');
    expect(JSON.parse(String(call?.args[0].input.Payload))).toMatchObject({ title: 'Facture INV-000001', lang: 'fr' });
  });

  it.each([
    ['fails', { FunctionError: 'Unhandled', Payload: payload('{}') }],
    ['answers something else', { Payload: payload('{"errorMessage":"x"}') }],
    ['answers nothing', {}],
  ])('where the printer %s, can be asked for again', async (_, answer) => {
    lambda.on(InvokeCommand).resolves(answer);
    const { statusCode, body } = await get(reader, 'inv_1.pdf', '', accept);
    expect([statusCode, JSON.parse(body).code]).toEqual([503, 'printing_failed']);
  });

  it('that is too long to be answered is refused, and asked for once', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: payload('{"pdf":null}') });
    const { statusCode, body } = await get(reader, 'inv_1.pdf', '', accept);
    expect([statusCode, JSON.parse(body).code]).toEqual([409, 'document_too_long']);
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(1);
  });

  it('nobody sees another’s', async () => {
    expect((await get(other, 'inv_1.pdf', '', accept)).statusCode).toBe(404);
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(0);
  });
});

describe("a customer's link sees its own invoices and nobody else's", () => {
  it.each([
    [own, 'inv_1', 200],
    [own, 'inv_1.html', 200],
    [other, 'inv_1', 404],
    [other, 'inv_1.html', 404],
    [own, 'inv_draft', 404],
    [reader, 'inv_draft', 200],
  ])('%o reads %s: %i', async (caller, id, status) => {
    expect((await get(caller, id)).statusCode).toBe(status);
  });

  it.each([
    [reader, '', ['inv_1', 'inv_2', 'inv_3', 'inv_draft']],
    [reader, 'customerId=cust_8821', ['inv_1', 'inv_3', 'inv_draft']],
    [reader, 'status=draft', ['inv_draft']],
    [own, '', ['inv_1', 'inv_3']],
    [own, 'customerId=somebody_else', ['inv_1', 'inv_3']],
    [own, 'status=draft', []],
    [own, 'status=open', ['inv_1']],
    [own, 'status=paid', []],
    [other, 'customerId=cust_8821', ['inv_2']],
  ])('%o lists ?%s: %j', async (caller, query, ids) => {
    expect(await list(caller, query)).toEqual({ statusCode: 200, ids });
  });

  it('an unknown status is refused', async () => {
    expect((await list(reader, 'status=late')).statusCode).toBe(400);
  });

  it('a key without the scope is refused', async () => {
    expect((await get({ kind: 'key', keyId: 'k', scopes: ['ingest'] }, 'inv_1')).statusCode).toBe(403);
  });
});
