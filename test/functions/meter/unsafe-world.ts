import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromMilliseconds, type Instant } from '../../../functions/catalog/instant.ts';
import { FakeDynamo } from './fake-dynamo.ts';

/** A guard of the protocol that is taken out. */
export type Sabotage = 'none' | 'no fence' | 'no watermark' | 'unconditional take-over';

/** The world in which consumers run: every call waits for its turn, which chance gives; then it happens, or is lost on the
 *  way there or back, or its caller dies before or after it. */
export class World {
  readonly tables = new FakeDynamo();
  readonly pending: { consumer: number; run: () => void; drop: (effect: boolean) => void }[] = [];
  readonly dead = new Set<number>();
  private readonly believed = new Set<string>();

  constructor(
    /** Milliseconds since 1970. */
    public now: number,
    readonly sabotage: Sabotage,
  ) {}

  readonly clock = (): Instant => fromMilliseconds(this.now);

  /** What a consumer has for a DynamoDB client. */
  client(consumer: number): Pick<DynamoDBClient, 'send'> {
    const send = (command: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const execute = (): void => {
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
        this.pending.push({ consumer, run: execute, drop });
      });
    return { send: send as DynamoDBClient['send'] };
  }

  private execute(command: unknown): unknown {
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
    if (this.sabotage === 'no watermark' && command instanceof TransactWriteItemsCommand) {
      const TransactItems = (command.input.TransactItems ?? []).flatMap((action) => {
        if (action.ConditionCheck !== undefined) return [];
        if (action.Update?.ConditionExpression === undefined) return [action];
        const { ConditionExpression: _, ...Update } = action.Update;
        return [{ Update }];
      });
      return this.tables.execute(new TransactWriteItemsCommand({ TransactItems }));
    }
    if (
      this.sabotage === 'unconditional take-over' &&
      command instanceof UpdateItemCommand &&
      command.input.TableName === 'claims'
    ) {
      return this.tables.execute(new UpdateItemCommand({ ...command.input, ConditionExpression: undefined }));
    }
    return this.tables.execute(command);
  }
}

const keyOf = ({ pk, sk }: Record<string, AttributeValue>) => ({ pk: pk ?? { S: '' }, sk: sk ?? { S: '' } });

const ignoringRefusal = (run: () => unknown): void => {
  try {
    run();
  } catch {
    // a lost answer may have been a refusal
  }
};
