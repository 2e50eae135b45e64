import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { exactDecimal, plain } from '../../../functions/money/decimal.ts';

export type Item = Record<string, AttributeValue>;
export interface Expression {
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

type Value = AttributeValue | undefined;
type Test = (look: (token: string) => Value) => boolean;

/** Whether a condition holds of an item: comparisons, BETWEEN, functions, NOT, AND, OR and parentheses. */
export const holds = (item: Item | undefined, expression: Expression): boolean => {
  const text = expression.ConditionExpression;
  if (text === undefined) return true;
  return compiled(text)((token) =>
    token.startsWith(':') ? expression.ExpressionAttributeValues?.[token] : item?.[nameOf(token, expression)],
  );
};

const nameOf = (token: string, { ExpressionAttributeNames = {} }: Expression): string =>
  ExpressionAttributeNames[token] ?? token;

const known = new Map<string, Test>();

const compiled = (text: string): Test => {
  const test = known.get(text) ?? new Reader(text.match(/<=|>=|<>|[<>=(),]|[#:\w]+/g) ?? []).whole();
  known.set(text, test);
  return test;
};

class Reader {
  private at = 0;
  constructor(private readonly tokens: readonly string[]) {}

  whole(): Test {
    const test = this.any();
    if (this.at < this.tokens.length) throw new TypeError(`a condition that the fake does not know: ${this.tokens}`);
    return test;
  }

  private any(): Test {
    const tests = [this.all()];
    while (this.skip('OR')) tests.push(this.all());
    return (look) => tests.some((test) => test(look));
  }

  private all(): Test {
    const tests = [this.term()];
    while (this.skip('AND')) tests.push(this.term());
    return (look) => tests.every((test) => test(look));
  }

  private term(): Test {
    if (this.skip('NOT')) {
      const test = this.term();
      return (look) => !test(look);
    }
    if (this.skip('(')) {
      const test = this.any();
      this.expect(')');
      return test;
    }
    const token = this.next();
    if (!this.skip('(')) return this.comparison(token);
    return token === 'size' ? this.sized() : this.called(token);
  }

  /** Of a set of texts. */
  private sized(): Test {
    const [name = ''] = this.names();
    const [operator, right] = [this.next(), this.next()];
    return (look) => compared(sizeOf(look(name)), operator, look(right));
  }

  private called(name: string): Test {
    const [first = '', second = ''] = this.names();
    if (name === 'attribute_exists') return (look) => look(first) !== undefined;
    if (name === 'attribute_not_exists') return (look) => look(first) === undefined;
    if (name === 'begins_with') return (look) => look(first)?.S?.startsWith(look(second)?.S ?? '') === true;
    throw new TypeError(`a function that the fake does not know: ${name}`);
  }

  private names(): readonly string[] {
    const names = [this.next()];
    while (this.skip(',')) names.push(this.next());
    this.expect(')');
    return names;
  }

  private comparison(left: string): Test {
    const operator = this.next();
    const right = this.next();
    if (operator !== 'BETWEEN') return (look) => compared(look(left), operator, look(right));
    this.expect('AND');
    const last = this.next();
    return (look) => compared(look(left), '>=', look(right)) && compared(look(left), '<=', look(last));
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

  private expect(token: string): void {
    if (!this.skip(token)) throw new TypeError(`a condition that the fake does not know: ${this.tokens}`);
  }
}

const sizeOf = (value: Value): Value => (value?.SS === undefined ? undefined : { N: String(value.SS.length) });

/** As DynamoDB does it: what is missing, or of another type, is neither equal nor in order. */
const compared = (left: Value, operator: string, right: Value): boolean => {
  const order = orderOf(left, right);
  if (order === undefined) return operator === '<>';
  const outcomes = new Map([
    ['=', order === 0],
    ['<>', order !== 0],
    ['<', order < 0],
    ['<=', order <= 0],
    ['>', order > 0],
    ['>=', order >= 0],
  ]);
  const outcome = outcomes.get(operator);
  if (outcome === undefined) throw new TypeError(`an operator that the fake does not know: ${operator}`);
  return outcome;
};

const orderOf = (left: Value, right: Value): number | undefined => {
  if (left?.S !== undefined && right?.S !== undefined) return Number(left.S > right.S) - Number(left.S < right.S);
  if (left?.SS !== undefined && right?.SS !== undefined) {
    return left.SS.toSorted().join('\n') === right.SS.toSorted().join('\n') ? 0 : 1;
  }
  if (left?.N !== undefined && right?.N !== undefined) return exactDecimal(left.N).comparedTo(exactDecimal(right.N));
  return undefined;
};

/** The item after `SET a = :b`, `ADD a :b`, `REMOVE a`, several of them, or several clauses. */
export const updated = (item: Item, expression: Expression): Item => {
  const result = { ...item };
  for (const { verb, path, operand } of actionsOf(expression.UpdateExpression ?? '')) {
    const name = nameOf(path, expression);
    const value = expression.ExpressionAttributeValues?.[operand];
    if (verb === 'REMOVE') delete result[name];
    else if (value === undefined) throw new TypeError(`an update that the fake does not know: ${operand}`);
    else result[name] = verb === 'SET' ? value : added(result[name], value);
  }
  return result;
};

const added = (before: Value, more: AttributeValue): AttributeValue =>
  more.SS === undefined
    ? { N: plain(exactDecimal(before?.N ?? '0').plus(exactDecimal(more.N ?? ''))) }
    : { SS: [...new Set([...(before?.SS ?? []), ...more.SS])] };

interface Action {
  readonly verb: string;
  readonly path: string;
  readonly operand: string;
}

const knownActions = new Map<string, readonly Action[]>();

const actionsOf = (text: string): readonly Action[] => {
  const actions = knownActions.get(text) ?? readActions(text);
  knownActions.set(text, actions);
  return actions;
};

const readActions = (text: string): readonly Action[] => {
  const [, ...clauses] = text.split(/\s*\b(SET|ADD|REMOVE)\b\s*/);
  return clauses.flatMap((verb, index) => {
    if (index % 2 === 1) return [];
    return (clauses[index + 1] ?? '').split(/,\s*/).map((action) => {
      const [path = '', operand = ''] = action.split(/\s*=\s*|\s+/);
      return { verb, path, operand };
    });
  });
};
