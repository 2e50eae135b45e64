import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inLanes } from '../../kernel/lanes.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { optionalEnvironment } from '../../platform/environment.ts';
import { taxEngineVariable } from './tax-contract.ts';
import type { TaxablePart, TaxEngine, TaxedPart, TaxRequest } from './tax-engine.ts';
import { decisionOf, taxedOf, taxQuestionOf } from './tax-engine-wire.ts';
import { tableTaxEngine } from './tax-table-service.ts';

/** The function did not answer, or not in JSON. The same question may be asked again. */
export class TaxEngineFailed extends MeterlineError {
  readonly code = 'tax_engine_failed';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

/** Milliseconds that an answer may take. The functions that ask have about 30 s, and a second attempt has to fit in. */
const patience = 5000;
const client = new LambdaClient({
  maxAttempts: 2,
  requestHandler: { requestTimeout: patience, throwOnRequestTimeout: true },
});

/** The engine that the stack is set up with: a function of the operator, or else the table of rates. */
export const taxEngine = (): TaxEngine => {
  const functionArn = optionalEnvironment(taxEngineVariable);
  return functionArn === undefined ? tableTaxEngine : functionTaxEngine(functionArn);
};

/** Asks a function of the operator, which may ask a tax service in turn.
 *  @throws TaxEngineFailed `tax_engine_failed` where it does not answer; TaxAnswerInvalid `tax_answer_invalid` */
export const functionTaxEngine = (functionArn: string): TaxEngine => ({
  calculate: (request) => inLanes(request.parts, lanes, (part) => ask(functionArn, request, part)),
});

/** Questions about an invoice that are asked at the same time. Most invoices have one or two. */
const lanes = 5;

const ask = async (functionArn: string, request: TaxRequest, part: TaxablePart): Promise<TaxedPart> => {
  const Payload = JSON.stringify(taxQuestionOf(request, part));
  const answer = await client.send(new InvokeCommand({ FunctionName: functionArn, Payload }));
  const text = answer.Payload?.transformToString() ?? '';
  if (answer.FunctionError !== undefined) throw new TaxEngineFailed(`${answer.FunctionError}: ${text.slice(0, 500)}`);
  const taxed = taxedOf(jsonOf(text), part.amount);
  return { at: part.at, decision: decisionOf(taxed, part.amount), taxed };
};

/** @throws TaxEngineFailed `tax_engine_failed` */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new TaxEngineFailed(`it did not answer in JSON: ${text.slice(0, 500)}`);
  }
};
