import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { optionalEnvironment } from '../../platform/environment.ts';
import { taxEngineVariable } from './tax-contract.ts';
import type { TaxEngine } from './tax-engine.ts';
import { taxedOf, taxQuestionOf } from './tax-engine-wire.ts';
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
  calculate: async (request) => {
    const Payload = JSON.stringify(taxQuestionOf(request));
    const answer = await client.send(new InvokeCommand({ FunctionName: functionArn, Payload }));
    const text = answer.Payload?.transformToString() ?? '';
    if (answer.FunctionError !== undefined) throw new TaxEngineFailed(`${answer.FunctionError}: ${text.slice(0, 500)}`);
    return taxedOf(jsonOf(text), request.amount);
  },
});

/** @throws TaxEngineFailed `tax_engine_failed` */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new TaxEngineFailed(`it did not answer in JSON: ${text.slice(0, 500)}`);
  }
};
