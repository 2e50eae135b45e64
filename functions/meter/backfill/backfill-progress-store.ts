import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { logPartitions } from '../../kernel/log-partition-contract.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { unlessRefused } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { BackfillState } from './backfill-contract.ts';

/** How far the last backfill of a meter has come. */
export const progressSchema = z.object({
  run: z.string(),
  executionArn: z.string(),
  status: z.enum(['running', 'done']),
  batches: z.number(),
  events: z.number(),
  unreadable: z.number(),
  startedAt: instantWire,
  updatedAt: instantWire,
});
export type Progress = z.output<typeof progressSchema>;

const keyOf = (meter: MeterKey) => ({ pk: `${logPartitions.backfill}${meter}`, sk: 'PROGRESS' });

/** The last backfill of a meter; undefined if there was none. Strongly consistent. */
export const findProgress = async (meter: MeterKey): Promise<Progress | undefined> => {
  const read = new GetCommand({ TableName: tableOf('log'), Key: keyOf(meter), ConsistentRead: true });
  const { Item } = await documents.send(read);
  return Item === undefined ? undefined : progressSchema.parse(Item);
};

/** Notes a new run in the place of the one before. */
export const beginProgress = async (meter: MeterKey, progress: Progress): Promise<void> => {
  await documents.send(new PutCommand({ TableName: tableOf('log'), Item: { ...keyOf(meter), ...progress } }));
};

/** Notes how far a run has come. If another run has replaced it meanwhile, nothing is noted. */
export const noteProgress = async (state: BackfillState, status: Progress['status'], now: Instant): Promise<void> => {
  const { meterKey, run, batches, events, unreadable } = state;
  const note = new UpdateCommand({
    TableName: tableOf('log'),
    Key: keyOf(meterKey),
    UpdateExpression:
      'SET #status = :status, batches = :batches, events = :events, unreadable = :unreadable, updatedAt = :now',
    ConditionExpression: 'run = :run',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':status': status,
      ':batches': batches,
      ':events': events,
      ':unreadable': unreadable,
      ':now': now,
      ':run': run,
    },
  });
  await unlessRefused(documents.send(note));
};
