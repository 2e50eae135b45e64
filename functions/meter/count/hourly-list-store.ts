import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expiryAfter } from '../../kernel/expiry.ts';
import { digest } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { logPartitions } from '../../kernel/log-partition-contract.ts';
import { announce } from '../../platform/bus.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { announcements } from '../contract.ts';
import { windowOf } from '../counter/window.ts';
import type { Notice } from './notices.ts';

/** Days for which a list keeps what came in an hour. */
const keptDays = 400;

/** Puts each thing into its list of the hour, and announces it once an hour. It is announced first and noted as announced afterwards,
 *  so that a crash between the two announces again rather than never. The number of events leaves out deliveries whose consumer
 *  died after its commit; the log is exact. */
export const listByHour = async (notices: readonly Notice[], now: Instant): Promise<void> => {
  const hour = windowOf(now);
  await Promise.all(notices.map((notice) => listOne(notice, hour)));
};

const listOne = async (notice: Notice, hour: Instant): Promise<void> => {
  const { list, about, example } = notice;
  const { count, announced } = await add(notice, hour);
  if (announced) return;
  const id = `${list}_${digest(...Object.values(about), hour)}`;
  await announce('meter', [{ type: announcements[list], id, detail: { ...about, hour, count, example } }]);
  await documents.send(
    new UpdateCommand({
      TableName: tableOf('log'),
      Key: keyOf(notice, hour),
      UpdateExpression: 'SET announced = :yes',
      ExpressionAttributeValues: { ':yes': true },
    }),
  );
};

const keyOf = ({ list, about }: Notice, hour: Instant) => ({
  pk: `${logPartitions[list]}${hour.slice(0, 7)}`,
  sk: `${hour}#${digest(...Object.values(about))}`,
});

/** Adds to the number of events of an hour.
 *  @returns the new number, and whether the hour has been announced */
const add = async (notice: Notice, hour: Instant) => {
  const about = Object.entries(notice.about);
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: tableOf('log'),
      Key: keyOf(notice, hour),
      UpdateExpression: `SET ${about.map(([name]) => `#${name} = :${name}, `).join('')}#hour = :hour, example = if_not_exists(example, :example), expiresAt = :expiresAt ADD #count :more`,
      ExpressionAttributeNames: {
        ...Object.fromEntries(about.map(([name]) => [`#${name}`, name])),
        ...{ '#hour': 'hour', '#count': 'count' },
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(about.map(([name, value]) => [`:${name}`, value])),
        ':hour': hour,
        ':example': notice.example,
        ':more': notice.count,
        ':expiresAt': expiryAfter(hour, keptDays),
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return { count: Number(Attributes?.count), announced: Attributes?.announced === true };
};
