import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { cursorOf, type Page, startKeyOf } from './cursor.ts';
import { documents } from './dynamo.ts';

/** An item of a table as it is stored: schemas make something of it. */
export type Item = Readonly<Record<string, unknown>>;

/** What a list was asked for. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page, with the cursor of the next. */
export const queryPage = async (query: QueryCommandInput): Promise<Page<Item>> => {
  const answer = await documents.send(new QueryCommand(query));
  return { data: answer.Items ?? [], nextCursor: cursorOf(answer.LastEvaluatedKey) };
};

/** The key in a cursor, if it lies in the list that is asked for.
 *  @throws InvalidInput `invalid_cursor` */
export const startKeyIn = (cursor: string | undefined, partition: Item, names: readonly string[]) => {
  const key = startKeyOf(cursor);
  if (key === undefined) return undefined;
  const inList = Object.entries(partition).every(([name, value]) => key[name] === value);
  const whole = Object.keys(key).length === names.length && names.every((name) => typeof key[name] === 'string');
  if (inList && whole) return key;
  throw new InvalidInput({ code: 'invalid_cursor', pointer: '', detail: 'The cursor is not one that this list gave.' });
};

/** All items of a query. DynamoDB answers at most 1 MB at a time, so there may be several pages. */
export const queryAll = (query: QueryCommandInput): Promise<readonly Item[]> =>
  allPages((ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey']) =>
    documents.send(new QueryCommand({ ...query, ExclusiveStartKey })),
  );

interface QueryAnswer<Stored, Key> {
  readonly Items?: Stored[] | undefined;
  readonly LastEvaluatedKey?: Key | undefined;
}

/** The items of all pages, one after the other.
 *  @param page asks for the page that begins after a key; for the first one where there is none */
export const allPages = async <Stored, Key>(
  page: (after: Key | undefined) => Promise<QueryAnswer<Stored, Key>>,
): Promise<readonly Stored[]> => {
  const items: Stored[] = [];
  let after: Key | undefined;
  do {
    const answer = await page(after);
    items.push(...(answer.Items ?? []));
    after = answer.LastEvaluatedKey;
  } while (after !== undefined);
  return items;
};
