import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { methodsOf } from './methods.ts';
import { rightsIn } from './rights.ts';
import { wholeStack } from './whole.ts';

const template = Template.fromStack(wholeStack());
const functionRole = z.object({ Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) });
const roleOf = (handler: string): string =>
  functionRole.parse(template.findResources('AWS::Lambda::Function')[handler]?.Properties).Role['Fn::GetAtt'][0];
const publicRoles = new Set(methodsOf(template).map(({ handler }) => roleOf(handler)));
const reads = ['GetItem', 'Query', 'Scan', 'BatchGetItem', 'ConditionCheckItem', 'DescribeTable'];

const bound = z.object({
  'ForAllValues:StringLike': z.object({ 'dynamodb:LeadingKeys': z.array(z.string()).or(z.string()) }),
});
/** ` of LOG#*` where a right holds for those partitions alone. */
const boundOf = (condition: unknown): string => {
  const { success, data } = bound.safeParse(condition);
  return success ? ` of ${[data['ForAllValues:StringLike']['dynamodb:LeadingKeys']].flat().join(', ')}` : '';
};

/** Which functions that answer requests may write a table: `PutItem by IngestApiKeys`. */
const writersOf = (table: string): readonly string[] =>
  rightsIn(template)
    .filter(({ role, resource }) => publicRoles.has(role) && JSON.stringify(resource).includes(`"Storage${table}`))
    .map(({ role, action, condition }) => ({
      writer: role.replace(/ServiceRole\w{8}$/, '') + boundOf(condition),
      action: action.replace('dynamodb:', ''),
    }))
    .filter(({ action }) => !reads.includes(action))
    .map(({ writer, action }) => `${action} by ${writer}`)
    .toSorted();

describe('what the functions that answer requests may write, by table', () => {
  it.each([
    ['Claims', []],
    [
      'Usage',
      [
        'PutItem by MeterJobsShards',
        'UpdateItem by MeterEventsVoid',
        'UpdateItem by MeterJobsShards',
        'UpdateItem by ReconciliationApi',
      ],
    ],
    [
      'Invoices',
      [
        'DeleteItem by InvoiceLifecycleChanges',
        'PutItem by InvoiceAccountsCreditNotes',
        'PutItem by InvoiceAccountsCredits',
        'PutItem by InvoiceLifecycleChanges',
        'PutItem by SimulationsApi of SIMULATION#*',
        'UpdateItem by InvoiceAccountsCreditNotes',
        'UpdateItem by InvoiceAccountsCredits',
        'UpdateItem by InvoiceLifecycleChanges',
      ],
    ],
    ['Payments', []],
    [
      'Catalog',
      [
        'DeleteItem by InvoiceLifecycleChanges',
        'PutItem by CatalogApi',
        'PutItem by CatalogSubscriptionChanges',
        'UpdateItem by CatalogApi',
        'UpdateItem by CatalogSubscriptionChanges',
        'UpdateItem by CollectAdvanceTestClock',
      ],
    ],
    ['Access', ['PutItem by IngestApiKeys', 'UpdateItem by IngestApiKeys']],
  ])('%s', (table, writers) => {
    expect(writersOf(table)).toEqual(writers);
  });
});
