import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { wholeStack } from './whole.ts';

it('cdk-nag has nothing to say about the production stack that is not answered beside the construct', () => {
  const { violations } = new AwsSolutionsChecks().validateScope(wholeStack());
  const findings = violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  );
  expect(findings).toEqual([]);
});
