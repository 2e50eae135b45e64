import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTaxRate } from '../../../../functions/catalog/tax/tax-rate-store.ts';
import { saveTaxSettings } from '../../../../functions/catalog/tax/tax-settings-store.ts';
import { untaxed } from '../../../../functions/invoice/tax/tax.ts';
import type { TaxEngine, TaxRequest } from '../../../../functions/invoice/tax/tax-engine.ts';
import { taxEngine } from '../../../../functions/invoice/tax/tax-engine-gateway.ts';
import { tableTaxEngine } from '../../../../functions/invoice/tax/tax-table-service.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { money, settledToWire } from '../../../../functions/money/money.ts';
import { CatalogTable } from '../../catalog/catalog-table.ts';
import { buyer, livesIn, rate, settings } from '../tax-rates.ts';

const eur = (amount: string) => money(decimal(amount), currency('EUR'));

const request: TaxRequest = {
  invoiceId: invoiceId('inv_20261101_x'),
  customer: buyer(livesIn('DE')),
  at: parseInstant('2026-11-01T00:00:00Z'),
  amount: eur('268.00'),
  lines: [{ id: 'line_1', chargeId: 'minutes', description: 'Transcoding', amount: eur('268.00') }],
};

beforeEach(() => void vi.stubEnv('CATALOG_TABLE', 'catalog'));
afterEach(() => vi.unstubAllEnvs());

describe('the engine that is built in: the rates and settings of the catalog', () => {
  it('is the default: 268.00 × 0.19 = 50.92', async () => {
    new CatalogTable();
    await saveTaxSettings(settings({ registrations: [{ country: 'DE', taxId: 'DE136695976' }] }));
    await createTaxRate(rate('MwSt', '19'));
    await createTaxRate(rate('TVA', '20', { country: 'FR' }));
    expect(taxEngine()).toBe(tableTaxEngine);
    const { tax, total, taxTreatment } = await taxEngine().calculate(request);
    expect([settledToWire(tax), settledToWire(total), taxTreatment]).toEqual(['50.92', '318.92', 'taxed']);
  });

  it('taxes nobody before anything is set, and nobody without an address', async () => {
    new CatalogTable();
    const nowhere = { ...request, customer: buyer({}) };
    for (const one of [request, nowhere]) expect(await taxEngine().calculate(one)).toEqual(untaxed(request.amount));
  });
});

describe('another engine plugs in as whatever calculates', () => {
  it('here one that taxes only what is no transcoding', async () => {
    const choosy: TaxEngine = {
      calculate: async ({ amount, lines }) =>
        lines.every(({ chargeId }) => chargeId === 'minutes') ? untaxed(amount) : tableTaxEngine.calculate(request),
    };
    expect(await choosy.calculate(request)).toMatchObject({ taxTreatment: 'no_rate', tax: eur('0.00') });
  });
});

describe("the operator's own: a Lambda function, asked in JSON", () => {
  const arn = 'arn:aws:lambda:us-east-1:111122223333:function:tax';
  const lambda = mockClient(LambdaClient);
  const asked: InvokeCommandInput[] = [];
  const tax = {
    rateId: 'ny-state',
    name: 'NY sales tax',
    country: 'US',
    region: 'NY',
    fraction: '0.08875',
    compound: false,
    base: '268.00',
    amount: '23.79',
  };
  const answer = { taxBase: '268.00', taxes: [tax], treatment: 'taxed', note: null };

  const answering = (text: string, FunctionError?: string) => {
    const Payload = Object.assign(new TextEncoder().encode(text), { transformToString: () => text });
    lambda.on(InvokeCommand).callsFake((input) => {
      asked.push(input);
      return { Payload, ...(FunctionError === undefined ? {} : { FunctionError }) };
    });
  };

  beforeEach(() => {
    vi.stubEnv('TAX_ENGINE_FUNCTION_ARN', arn);
    lambda.reset();
    asked.length = 0;
  });

  it('is asked about amount, lines and customer', async () => {
    answering(JSON.stringify(answer));
    await taxEngine().calculate(request);
    const [{ FunctionName, Payload } = {}] = asked;
    expect(FunctionName).toBe(arn);
    expect(JSON.parse(String(Payload))).toEqual({
      version: 1,
      invoiceId: 'inv_20261101_x',
      at: '2026-11-01T00:00:00.000Z',
      currency: 'EUR',
      amount: '268.00',
      lines: [{ id: 'line_1', chargeId: 'minutes', description: 'Transcoding', amount: '268.00' }],
      customer: {
        id: 'cust',
        name: 'cust',
        address: { ...livesIn('DE').address, line2: null },
        tax: { status: 'taxable', exemptReason: null, taxIds: [] },
        locale: 'en',
      },
    });
  });

  it('and its answer is what the invoice is taxed: 268.00 × 0.08875 = 23.785 → 23.79', async () => {
    answering(JSON.stringify(answer));
    const taxed = await taxEngine().calculate(request);
    expect(settledToWire(taxed.total)).toBe('291.79');
    expect(taxed.taxes[0]).toMatchObject({ rateId: 'ny-state', region: 'NY' });
  });

  it('it may also say that the amount includes the tax', async () => {
    const included = { ...tax, base: '225.21', amount: '42.79' };
    answering(JSON.stringify({ ...answer, taxBase: '225.21', taxes: [included] }));
    const taxed = await taxEngine().calculate(request);
    expect([taxed.taxBase, taxed.tax, taxed.total].map(settledToWire)).toEqual(['225.21', '42.79', '268.00']);
  });

  it.each([
    ['a tax base that is not the amount', { ...answer, taxBase: '267.00' }],
    ['parts of a cent', { ...answer, taxes: [{ ...tax, amount: '23.785' }] }],
    ['a number for an amount', { ...answer, taxes: [{ ...tax, amount: 23.79 }] }],
    ['an exponent', { ...answer, taxes: [{ ...tax, amount: '2.379e1' }] }],
    ['a tax of an exempt customer', { ...answer, treatment: 'exempt' }],
    ['an unknown treatment', { ...answer, treatment: 'maybe' }],
    ['nothing', {}],
  ])('with %s it is not taken, now or later', async (_, wrong) => {
    answering(JSON.stringify(wrong));
    const refusal = { code: 'tax_answer_invalid', retryable: false };
    await expect(taxEngine().calculate(request)).rejects.toMatchObject(refusal);
  });

  it.each([
    ['throws', '{"errorMessage":"boom"}', 'Unhandled'],
    ['answers no JSON', '<html>', undefined],
    ['answers nothing', '', undefined],
  ])('when it %s, the step can be tried again', async (_, text, functionError) => {
    answering(text, functionError);
    const failure = { code: 'tax_engine_failed', retryable: true };
    await expect(taxEngine().calculate(request)).rejects.toMatchObject(failure);
  });
});
