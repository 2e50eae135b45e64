import { plain } from '../../money/decimal.ts';
import { type Best, beats, bestOf, type Candidate } from './best.ts';
import type { Change } from './route-batch.ts';

/** A value as DynamoDB takes it, as far as counters have it. */
type Value = { readonly S: string } | { readonly N: string };

/** The part of a DynamoDB update that says what happens to the item. */
interface CounterUpdate {
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, Value>;
}

/** Makes the change, as part of the transaction that commits a batch.
 *  @param seen the best that the counter had when it was read; undefined where it had none */
export const updateOf = (change: Change, seen: Best | undefined): CounterUpdate => {
  const names = { '#events': 'events' };
  const values = { ':events': { N: plain(change.events) } };
  if (change.kind === 'add') {
    return {
      UpdateExpression: 'ADD #sum :sum, #events :events',
      ExpressionAttributeNames: { ...names, '#sum': 'sum' },
      ExpressionAttributeValues: { ...values, ':sum': { N: plain(change.sum) } },
    };
  }
  const { candidate } = change;
  if (seen !== undefined && !beats(candidate, seen)) {
    return { UpdateExpression: 'ADD #events :events', ...merged({ names, values }, stillSeen(candidate.by, seen)) };
  }
  const { value, at } = bestOf(candidate);
  const best = {
    names: { ...names, '#value': 'value', '#at': 'at' },
    values: { ...values, ':value': { S: plain(value) }, ':at': { S: at ?? '' } },
  };
  return {
    UpdateExpression: 'SET #value = :value, #at = :at ADD #events :events',
    ...(seen === undefined
      ? { ConditionExpression: 'attribute_not_exists(#value)', ...merged(best, { names: {}, values: {} }) }
      : merged(best, stillSeen(candidate.by, seen))),
  };
};

interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Value>>;
  readonly ConditionExpression?: string;
}

/** The condition that the counter still has the best that was read. An event that does not better it asserts it as well: a
 *  void may have taken the best away meanwhile, and then this event may be the best. */
const stillSeen = (by: Candidate['by'], seen: Best): Placeholders => ({
  ConditionExpression: '#best = :seen',
  names: { '#best': by === 'latest' ? 'at' : 'value' },
  values: { ':seen': { S: by === 'latest' ? (seen.at ?? '') : plain(seen.value) } },
});

const merged = (a: Placeholders, { names, values, ...condition }: Placeholders) => ({
  ...condition,
  ExpressionAttributeNames: { ...a.names, ...names },
  ExpressionAttributeValues: { ...a.values, ...values },
});
