import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromMilliseconds, type Instant } from '../../../functions/kernel/instant.ts';
import { FakeDynamo } from './fake-dynamo.ts';

/** A guard of the protocol that is taken out. */
export type Sabotage =
  | 'none'
  | 'no fence'
  | 'no watermark'
  | 'unconditional take-over'
  | 'take-over without content'
  | 'unconditional letting go'
  | 'unconditional best'
  | 'shard head without watermark'
  | 'close of one shard'
  | 'void without its own absence'
  | 'void without watermark'
  | 'void without turns'
  | 'void without counter'
  | 'void without batch'
  | 'backfill without voids'
  | 'backfill without turns';

interface Call {
  readonly caller: number;
  readonly run: () => void;
  readonly drop: (effect: boolean) => void;
}

/** The world in which consumers run: every call waits for its turn, which chance gives; then it happens, or is lost on the
 *  way there or back, or its caller dies before or after it. */
export class World {
  readonly tables = new FakeDynamo();
  readonly pending: Call[] = [];
  readonly dead = new Set<number>();
  private readonly believed = new Set<string>();

  constructor(
    /** Milliseconds since 1970. */
    public now: number,
    readonly sabotage: Sabotage,
  ) {}

  readonly clock = (): Instant => fromMilliseconds(this.now);

  /** What a caller has for a DynamoDB client. */
  client(caller: number): Pick<DynamoDBClient, 'send'> {
    const send = (command: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const run = (): void => {
          try {
            resolve(this.execute(command));
          } catch (error) {
            reject(error);
          }
        };
        const drop = (effect: boolean): void => {
          if (effect) ignoringRefusal(() => this.execute(command));
          reject(new Error('the answer is lost'));
        };
        this.pending.push({ caller, run, drop });
      });
    return { send: send as DynamoDBClient['send'] };
  }

  execute(command: unknown): unknown {
    if (this.sabotage === 'no fence') {
      if (command instanceof PutItemCommand && command.input.Item?.state?.S === 'fenced') {
        this.believed.add(JSON.stringify(keyOf(command.input.Item)));
        return {};
      }
      if (command instanceof GetItemCommand && this.believed.has(JSON.stringify(command.input.Key))) {
        const answer = this.tables.execute(command) as { Item?: unknown };
        return answer.Item === undefined ? { Item: { state: { S: 'fenced' } } } : answer;
      }
    }
    if (this.sabotage === 'unconditional letting go' && isLettingGo(command))
      return this.tables.execute(new UpdateItemCommand({ ...command.input, ConditionExpression: undefined }));
    if (command instanceof TransactWriteItemsCommand) {
      const TransactItems = (command.input.TransactItems ?? []).flatMap((action) => sabotaged(action, this.sabotage));
      return this.tables.execute(new TransactWriteItemsCommand({ TransactItems }));
    }
    if (
      this.sabotage === 'unconditional take-over' &&
      command instanceof UpdateItemCommand &&
      command.input.TableName === 'claims'
    ) {
      return this.tables.execute(new UpdateItemCommand({ ...command.input, ConditionExpression: undefined }));
    }
    if (this.sabotage === 'take-over without content' && isTakeOver(command)) {
      const { UpdateExpression = '', ...input } = command.input;
      const without = UpdateExpression.replace(' #hash = :hash,', '');
      return this.tables.execute(new UpdateItemCommand({ ...input, UpdateExpression: without }));
    }
    return this.tables.execute(command);
  }
}

const isLettingGo = (command: unknown): command is UpdateItemCommand =>
  command instanceof UpdateItemCommand && command.input.UpdateExpression === 'REMOVE #hash';

const isTakeOver = (command: unknown): command is UpdateItemCommand =>
  command instanceof UpdateItemCommand && command.input.UpdateExpression?.startsWith('SET #owner') === true;

const sabotaged = (action: TransactWriteItem, sabotage: Sabotage): readonly TransactWriteItem[] => {
  const { Put, Update, ConditionCheck } = action;
  const isClose = Update?.UpdateExpression?.includes('closedThrough') === true;
  switch (sabotage) {
    case 'no watermark':
      if (ConditionCheck !== undefined) return [];
      return Update?.UpdateExpression?.includes('lastLogDay') === true ? [unconditional(action)] : [action];
    case 'unconditional best':
      return /#best|#value/.test(Update?.ConditionExpression ?? '') ? [unconditional(action)] : [action];
    case 'shard head without watermark': {
      if (Put?.Item?.sk?.S !== 'HEAD') return [action];
      const { closedThrough: _, ...Item } = Put.Item;
      return [{ Put: { ...Put, Item } }];
    }
    case 'close of one shard':
      return isClose && Update.Key?.pk?.S?.includes('~') === true ? [] : [action];
    case 'void without its own absence':
      return [
        Put?.Item?.pk?.S?.startsWith('VOIDS#') === true ? { Put: { ...Put, ConditionExpression: undefined } } : action,
      ];
    case 'void without watermark':
      return [isTurn(action) ? onlyOn(action, /voids/) : action];
    case 'void without turns':
      return [isTurn(action) ? onlyOn(action, /closedThrough/) : action];
    case 'void without batch':
      return [Update?.UpdateExpression === 'ADD #voids :mark' ? unconditional(action) : action];
    case 'backfill without voids':
      return [/#pieces/.test(Update?.UpdateExpression ?? '') ? onlyOn(action, /#pieces|\(pk\)/) : action];
    case 'backfill without turns':
      return [/#pieces/.test(Update?.UpdateExpression ?? '') ? onlyOn(action, /#voids|\(pk\)/) : action];
    case 'void without counter':
      return [/#events/.test(Update?.ConditionExpression ?? '') ? unconditional(action) : action];
    default:
      return [action];
  }
};

/** A void's update of the head: the watermark stands, and no other void came in between. */
const isTurn = ({ Update }: TransactWriteItem): boolean => Update?.UpdateExpression === 'ADD voids :one';

/** Keeps those terms of the condition that are about something. */
const onlyOn = ({ Update }: TransactWriteItem, about: RegExp): TransactWriteItem => {
  if (Update === undefined) return {};
  const terms = (Update.ConditionExpression ?? '').split(' AND ').filter((term) => about.test(term));
  return { Update: { ...Update, ConditionExpression: terms.join(' AND ') } };
};

const unconditional = ({ Update }: TransactWriteItem): TransactWriteItem => {
  if (Update === undefined) return {};
  const { ConditionExpression: _, ...rest } = Update;
  return { Update: rest };
};

const keyOf = ({ pk, sk }: Record<string, AttributeValue>) => ({ pk: pk ?? { S: '' }, sk: sk ?? { S: '' } });

const ignoringRefusal = (run: () => unknown): void => {
  try {
    run();
  } catch {
    // a lost answer may have been a refusal
  }
};
