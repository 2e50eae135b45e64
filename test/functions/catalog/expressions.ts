import { marshall } from '@aws-sdk/util-dynamodb';
import { refuseItem } from '../../support/item-limits.ts';

export type Item = Record<string, unknown>;
export interface Expression {
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

/** Whether a DynamoDB condition holds of an item: comparisons, functions, AND, OR and parentheses. */
export const holds = (item: Item | undefined, expression: Expression): boolean => {
  const text = expression.ConditionExpression;
  if (text === undefined) return true;
  const tokens = text.match(/attribute_not_exists|attribute_exists|begins_with|[()]|,|<=|>=|<>|[<>=]|[#:\w]+/g) ?? [];
  return new Reader(tokens, item, expression).any();
};

class Reader {
  private at = 0;
  constructor(
    private readonly tokens: readonly string[],
    private readonly item: Item | undefined,
    private readonly expression: Expression,
  ) {}

  any(): boolean {
    let result = this.all();
    while (this.skip('OR')) result = this.all() || result;
    return result;
  }

  private all(): boolean {
    let result = this.term();
    while (this.skip('AND')) result = this.term() && result;
    return result;
  }

  private term(): boolean {
    if (this.skip('(')) return this.closing(this.any());
    const token = this.next();
    if (token === 'attribute_exists') return this.argument() !== undefined;
    if (token === 'attribute_not_exists') return this.argument() === undefined;
    if (token === 'begins_with') {
      this.skip('(');
      const text = this.value(this.next());
      this.skip(',');
      const prefix = this.value(this.next());
      return this.closing(typeof text === 'string' && text.startsWith(String(prefix)));
    }
    const left = this.value(token);
    const operator = this.next();
    return compared(left, operator, this.value(this.next()));
  }

  private argument(): unknown {
    this.skip('(');
    const value = this.value(this.next());
    this.skip(')');
    return value;
  }

  private closing<T>(value: T): T {
    this.skip(')');
    return value;
  }

  private value(token: string): unknown {
    return token.startsWith(':')
      ? this.expression.ExpressionAttributeValues?.[token]
      : this.item?.[nameOf(token, this.expression)];
  }

  private next(): string {
    this.at += 1;
    return this.tokens[this.at - 1] ?? '';
  }

  private skip(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }
}

/** As DynamoDB does it: what is missing or of another type compares as false. */
const compared = (left: unknown, operator: string, right: unknown): boolean => {
  if (operator === '=') return left !== undefined && left === right;
  const order =
    (typeof left === 'string' && typeof right === 'string') || (typeof left === 'number' && typeof right === 'number')
      ? Number(left > right) - Number(left < right)
      : Number.NaN;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>=') return order >= 0;
  throw new TypeError(`an operator that the test table does not know: ${operator}`);
};

/** The item after `SET a = :b, …`, `ADD a :b`, `REMOVE a` or several of them, if DynamoDB would keep it. */
export const updated = (item: Item, expression: Expression): Item => {
  const clauses = (expression.UpdateExpression ?? '').split(/\s*\b(SET|ADD|REMOVE)\b\s*/).slice(1);
  const result = { ...item };
  for (let at = 0; at < clauses.length; at += 2) {
    for (const action of (clauses[at + 1] ?? '').split(', ')) {
      const [path = '', operand = ''] = action.split(/ = | /);
      const name = nameOf(path, expression);
      const value = expression.ExpressionAttributeValues?.[operand];
      if (clauses[at] === 'SET') result[name] = value;
      if (clauses[at] === 'ADD') result[name] = Number(result[name] ?? 0) + Number(value);
      if (clauses[at] === 'REMOVE') delete result[name];
    }
  }
  refuseItem(marshall(result, { removeUndefinedValues: true }));
  return result;
};

const nameOf = (token: string, { ExpressionAttributeNames = {} }: Expression): string =>
  ExpressionAttributeNames[token] ?? token;
