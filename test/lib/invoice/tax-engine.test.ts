import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type MeterlineConfig, production } from '../../../lib/config.ts';
import { letCalculateTax } from '../../../lib/invoice/tax-engine.ts';
import { coveredBy } from '../../../lib/stage/alarms.ts';
import { StageFunction } from '../../../lib/stage/stage-function.ts';
import { Storage } from '../../../lib/storage.ts';
import { rightsOf } from '../rights.ts';

const templateOf = (config: MeterlineConfig): Template => {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
  const handler = new StageFunction(stack, 'Draft', { handler: 'invoice/close/draft', alarm: coveredBy('Another') });
  letCalculateTax(handler, { config, storage: new Storage(stack, 'Storage') });
  return Template.fromStack(stack);
};

describe('who calculates taxes', () => {
  it('by the table of rates: reads the catalog', () => {
    const rights = rightsOf(templateOf(production), 'DraftServiceRole');
    expect(rights).toEqual(['dynamodb:GetItem on StorageCatalog', 'dynamodb:Query on StorageCatalog']);
  });

  it("by the operator's function: may invoke that one, and is told so", () => {
    const arn = 'arn:aws:lambda:us-east-1:111122223333:function:tax';
    const template = templateOf({ ...production, taxEngineFunctionArn: arn });
    expect(rightsOf(template, 'DraftServiceRole')).toEqual([`lambda:InvokeFunction on "${arn}"`]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TAX_ENGINE_FUNCTION_ARN: arn }) },
    });
  });
});
