import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTaxRate } from '../../../../functions/catalog/tax/tax-rate-store.ts';
import { saveTaxSettings } from '../../../../functions/catalog/tax/tax-settings-store.ts';
import type { OriginalLine } from '../../../../functions/invoice/tax/line-tax.ts';
import { untaxed } from '../../../../functions/invoice/tax/tax.ts';
import type { TaxablePart, TaxEngine, TaxedPart, TaxRequest } from '../../../../functions/invoice/tax/tax-engine.ts';
import { taxEngine } from '../../../../functions/invoice/tax/tax-engine-gateway.ts';
import { tableTaxEngine } from '../../../../functions/invoice/tax/tax-table-service.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { money, settledToWire } from '../../../../functions/money/money.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { CatalogTable } from '../../catalog/catalog-table.ts';
import { buyer, livesIn, rate, settings } from '../tax-rates.ts';

const eur = (amount: string) => money(decimal(amount), currency('EUR'));

const at = parseInstant('2026-11-01T00:00:00Z');
const part = (due: Instant, amount: string, original: OriginalLine | null = null): TaxablePart => ({
  ...{ at: due, amount: eur(amount) },
  lines: [{ id: 'line_1', chargeId: 'minutes', description: 'Transcoding', amount: eur(amount), original }],
});

const request: TaxRequest = {
  invoiceId: invoiceId('inv_20261101_x'),
  customer: buyer(livesIn('DE')),
  parts: [part(at, '268.00')],
};
/** What is said of the only part. */
const answered = async (asking: TaxRequest = request): Promise<TaxedPart> => {
  const [only, ...others] = await taxEngine().calculate(asking);
  if (only === undefined || others.length > 0) throw new TypeError('one part');
  return only;
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
    const { taxed, decision } = await answered();
    const { tax, total, taxTreatment } = taxed;
    expect([settledToWire(tax), settledToWire(total), taxTreatment]).toEqual(['50.92', '318.92', 'taxed']);
    expect(decision).toMatchObject({ treatment: 'taxed', rates: [{ name: 'MwSt', fraction: decimal('0.19') }] });
  });

  it('taxes nobody before anything is set, and nobody without an address', async () => {
    new CatalogTable();
    const nowhere = { ...request, customer: buyer({}) };
    for (const one of [request, nowhere]) expect((await answered(one)).taxed).toEqual(untaxed(eur('268.00')));
  });
});

describe('another engine plugs in as whatever calculates', () => {
  it('here one that taxes only what is no transcoding', async () => {
    const choosy: TaxEngine = {
      calculate: async (asked) =>
        asked.parts.flatMap(({ lines }) => lines).every(({ chargeId }) => chargeId === 'minutes')
          ? asked.parts.map(({ at: due, amount }) => ({ at: due, decision: null, taxed: untaxed(amount) }))
          : tableTaxEngine.calculate(asked),
    };
    expect(await choosy.calculate(request)).toMatchObject([{ taxed: { taxTreatment: 'no_rate', tax: eur('0.00') } }]);
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
      lines: [{ id: 'line_1', chargeId: 'minutes', description: 'Transcoding', amount: '268.00', original: null }],
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
    const { taxed } = await answered();
    expect(settledToWire(taxed.total)).toBe('291.79');
    expect(taxed.taxes[0]).toMatchObject({ rateId: 'ny-state', region: 'NY' });
  });

  it('it may also say that the amount includes the tax', async () => {
    const included = { ...tax, base: '225.21', amount: '42.79' };
    answering(JSON.stringify({ ...answer, taxBase: '225.21', taxes: [included] }));
    const { taxed } = await answered();
    expect([taxed.taxBase, taxed.tax, taxed.total].map(settledToWire)).toEqual(['225.21', '42.79', '268.00']);
  });

  it('is asked once for each time at which taxes fall due, and told of which earlier line a line is', async () => {
    answering(JSON.stringify({ ...answer, taxes: [] }));
    const original = { invoiceId: invoiceId('inv_20261001_x'), lineId: 'line_7' };
    const parts = [part(at, '268.00'), part(parseInstant('2026-09-30T23:59:59.999Z'), '268.00', original)];
    await taxEngine().calculate({ ...request, parts });
    const questions = asked.map(({ Payload }) => JSON.parse(String(Payload)));
    expect(questions.map((question) => [question.at, question.lines[0].original])).toEqual([
      ['2026-11-01T00:00:00.000Z', null],
      ['2026-09-30T23:59:59.999Z', original],
    ]);
  });

  it.each([
    ['sums that its rates come to hold for each line', [tax], true],
    ['a tax on some of the lines says nothing of a single one', [{ ...tax, base: '100.00', amount: '8.88' }], false],
    ['a tax that is rounded in another way neither: 23.785 → 23.78', [{ ...tax, amount: '23.78' }], false],
  ])('%s', async (_, taxes, isKnown) => {
    answering(JSON.stringify({ ...answer, taxes }));
    expect((await answered()).decision !== null).toBe(isKnown);
  });

  it.each([
    ['8.875 % of 0.02 are 0.00, on top or included', '0.08875', false],
    ['0 % are nothing either way', '0', true],
  ])(
    'of an amount too small for any tax it is not told whether prices include it: %s',
    async (_, fraction, isKnown) => {
      const none = { ...tax, fraction, base: '0.02', amount: '0.00' };
      answering(JSON.stringify({ ...answer, taxBase: '0.02', taxes: [none] }));
      const { decision } = await answered({ ...request, parts: [part(at, '0.02')] });
      expect(decision !== null).toBe(isKnown);
    },
  );

  it('and of nothing, nothing can be told', async () => {
    answering(JSON.stringify({ ...answer, taxBase: '0.00', taxes: [] }));
    expect((await answered({ ...request, parts: [part(at, '0.00')] })).decision).toBeNull();
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
