import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { logPartitions } from '../../functions/kernel/log-partition-contract.ts';
import { methodsOf } from './methods.ts';
import { rightsIn } from './rights.ts';
import { wholeStack } from './whole.ts';

const template = Template.fromStack(wholeStack());
const bounded = z.strictObject({
  'ForAllValues:StringLike': z.strictObject({ 'dynamodb:LeadingKeys': z.union([z.string(), z.array(z.string())]) }),
  Null: z.strictObject({ 'dynamodb:LeadingKeys': z.literal('false') }),
});
const functionRole = z.object({ Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) });

const reads = ['GetItem', 'Query', 'Scan', 'BatchGetItem', 'DescribeTable'].map((action) => `dynamodb:${action}`);
/** Who writes which partitions of the event log: `PutItem LOG#` by the name of the role without its hash. */
const writes = rightsIn(template)
  .filter(({ action, resource }) => /"StorageEventLog/.test(JSON.stringify(resource)) && !reads.includes(action))
  .flatMap(({ role, action, condition }) =>
    [bounded.parse(condition)['ForAllValues:StringLike']['dynamodb:LeadingKeys']]
      .flat()
      .map((prefix) => ({ role, write: `${action.replace('dynamodb:', '')} ${prefix}` })),
  );
const roleOf = (handler: string): string =>
  functionRole.parse(template.findResources('AWS::Lambda::Function')[handler]?.Properties).Role['Fn::GetAtt'][0];
const publicRoles = new Set(methodsOf(template).map(({ handler }) => roleOf(handler)));
const short = ({ role, write }: { role: string; write: string }) => `${role.slice(0, -8)}: ${write}`;

describe('the event log is evidence: who may write what of it', () => {
  it('every right to write it names the partitions: one without would not parse above', () => {
    expect(writes.length).toBeGreaterThan(10);
    const known = Object.values(logPartitions).map((prefix) => `${prefix}*`);
    expect(writes.filter(({ write }) => !known.includes(write.split(' ')[1] ?? ''))).toEqual([]);
  });

  it('the function that takes events from the internet only keeps what it has refused', () => {
    expect(writes.filter(({ role }) => role.startsWith('IngestTakeEvents')).map(({ write }) => write)).toEqual([
      'PutItem CONFLICT#*',
      'PutItem CONFLICTS#*',
    ]);
  });

  it('of the functions that answer requests, one marks voids in batches, and one puts repairs there, both for admins', () => {
    const ofEvidence = writes.filter(({ write }) => / (LOG|DAYS)#/.test(write));
    expect(
      ofEvidence
        .filter(({ role }) => publicRoles.has(role))
        .map(short)
        .toSorted(),
    ).toEqual([
      'MeterEventsVoidServiceRole: UpdateItem LOG#*',
      'ReconciliationApiServiceRole: PutItem DAYS#*',
      'ReconciliationApiServiceRole: PutItem LOG#*',
    ]);
  });

  it('all others that write batches: the consumer makes them, a backfill marks them; nobody deletes one', () => {
    const inside = writes.filter(({ role, write }) => / LOG#/.test(write) && !publicRoles.has(role));
    expect(inside.map(short).toSorted()).toEqual([
      'MeterConsumerServiceRole: PutItem LOG#*',
      'MeterJobsBackfillStepServiceRole: UpdateItem LOG#*',
    ]);
    expect(writes.filter(({ write }) => write.startsWith('Delete'))).toEqual([]);
  });
});
