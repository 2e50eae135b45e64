import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { taxEngineVariable } from '../../functions/invoice/tax/tax-contract.ts';
import type { StageProps } from '../stage/stage.ts';

/** Lets `handler` calculate taxes: by calling the operator's own function where the settings name one
 *  (`taxEngineFunctionArn`), else by the table of rates in the catalog. */
export const letCalculateTax = (
  handler: LambdaFunction,
  { config, storage }: Pick<StageProps, 'config' | 'storage'>,
): void => {
  const { taxEngineFunctionArn } = config;
  if (taxEngineFunctionArn === null) {
    storage.open(handler, 'catalog', 'GetItem', 'Query');
    return;
  }
  handler.addEnvironment(taxEngineVariable, taxEngineFunctionArn);
  handler.addToRolePolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [taxEngineFunctionArn] }),
  );
};
