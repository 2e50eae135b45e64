import * as t from '@babel/types';

/** A place in the source, as Stryker's instrumenter visits it. */
export interface Place {
  readonly node: t.Node;
  readonly parent: t.Node;
}

/** Makes mistakes of one kind: gives what may stand at a place instead. */
export interface Mutator {
  readonly name: string;
  mutate(place: Place): Iterable<t.Node>;
}

/** Methods of decimal.js that are taken for one another. Of a comparison, the bound and the direction are mistaken. */
const otherMethods: ReadonlyMap<string, readonly string[]> = new Map([
  ['plus', ['minus']],
  ['minus', ['plus']],
  ['times', ['div']],
  ['div', ['times']],
  ['divToInt', ['div']],
  ['greaterThan', ['greaterThanOrEqualTo', 'lessThanOrEqualTo']],
  ['greaterThanOrEqualTo', ['greaterThan', 'lessThan']],
  ['lessThan', ['lessThanOrEqualTo', 'greaterThanOrEqualTo']],
  ['lessThanOrEqualTo', ['lessThan', 'greaterThan']],
  ['find', ['findLast']],
  ['findLast', ['find']],
]);

/** Functions of ours that are taken for one another. */
const otherFunctions: ReadonlyMap<string, string> = new Map([
  ['add', 'subtract'],
  ['subtract', 'add'],
  ['earlier', 'later'],
  ['later', 'earlier'],
  ['windowStart', 'windowEnd'],
  ['windowEnd', 'windowStart'],
]);

const otherConstants: ReadonlyMap<string, string> = new Map([
  ['ZERO', 'ONE'],
  ['ONE', 'ZERO'],
]);

/** Functions and methods that are left out: what they are called with, or on, stands in their place. */
const forgottenFunctions = new Set(['settle', 'negate', 'unsigned']);
const forgottenMethods = new Set(['negated', 'abs', 'toDecimalPlaces', 'toSorted', 'mod']);

/** Questions that are answered the other way round. */
const questions = new Set(['isZero', 'isNegative', 'isPositive', 'equals']);

const called = (node: t.Node): { readonly object: t.Expression; readonly name: string } | undefined => {
  if (!t.isCallExpression(node) || !t.isMemberExpression(node.callee)) return undefined;
  const { object, property } = node.callee;
  return t.isIdentifier(property) && t.isExpression(object) ? { object, name: property.name } : undefined;
};

const calledFunction = (node: t.Node): string | undefined =>
  t.isCallExpression(node) && t.isIdentifier(node.callee) ? node.callee.name : undefined;

const withMethod = (node: t.CallExpression, object: t.Expression, name: string): t.Node =>
  t.callExpression(
    t.memberExpression(t.cloneNode(object), t.identifier(name)),
    node.arguments.map((one) => t.cloneNode(one)),
  );

const otherMethod: Mutator = {
  name: 'OtherMethod',
  *mutate({ node }) {
    const method = called(node);
    if (method === undefined || !t.isCallExpression(node)) return;
    for (const name of otherMethods.get(method.name) ?? []) yield withMethod(node, method.object, name);
    if (questions.has(method.name)) yield t.unaryExpression('!', t.cloneNode(node));
  },
};

const otherFunction: Mutator = {
  name: 'OtherFunction',
  *mutate({ node }) {
    const name = otherFunctions.get(calledFunction(node) ?? '');
    if (name === undefined || !t.isCallExpression(node)) return;
    yield t.callExpression(
      t.identifier(name),
      node.arguments.map((one) => t.cloneNode(one)),
    );
  },
};

/** `compare(a, b)` becomes `compare(b, a)`. */
const swapped: Mutator = {
  name: 'Swapped',
  *mutate({ node }) {
    if (calledFunction(node) !== 'compare' || !t.isCallExpression(node)) return;
    yield t.callExpression(t.cloneNode(node.callee), node.arguments.map((one) => t.cloneNode(one)).toReversed());
  },
};

/** `settle(money)` becomes `money`, `rates.toSorted(…)` becomes `rates`. */
const forgotten: Mutator = {
  name: 'Forgotten',
  *mutate({ node }) {
    const method = called(node);
    if (method !== undefined && forgottenMethods.has(method.name)) yield t.cloneNode(method.object);
    if (!t.isCallExpression(node) || !forgottenFunctions.has(calledFunction(node) ?? '')) return;
    const [first] = node.arguments;
    if (t.isExpression(first)) yield t.cloneNode(first);
  },
};

/** `a ?? b` becomes `b`. */
const alwaysDefault: Mutator = {
  name: 'AlwaysDefault',
  *mutate({ node }) {
    if (t.isLogicalExpression(node, { operator: '??' })) yield t.cloneNode(node.right);
  },
};

/** A whole number becomes one more or one less, and ZERO becomes ONE. */
const otherConstant: Mutator = {
  name: 'OtherConstant',
  *mutate({ node, parent }) {
    if (t.isNumericLiteral(node) && Number.isInteger(node.value) && !t.isObjectProperty(parent, { key: node })) {
      yield t.numericLiteral(node.value + 1);
      if (node.value > 0) yield t.numericLiteral(node.value - 1);
    }
    const other = t.isIdentifier(node) && t.isReferenced(node, parent) ? otherConstants.get(node.name) : undefined;
    if (other !== undefined) yield t.identifier(other);
  },
};

/** A call whose result nobody uses is not made. */
const forgottenCall: Mutator = {
  name: 'ForgottenCall',
  *mutate({ node }) {
    if (!t.isExpressionStatement(node)) return;
    const call = t.isAwaitExpression(node.expression) ? node.expression.argument : node.expression;
    if (t.isCallExpression(call)) yield t.emptyStatement();
  },
};

/** The mistakes that Stryker does not make. */
export const ownMutators: readonly Mutator[] = [
  otherMethod,
  otherFunction,
  swapped,
  forgotten,
  alwaysDefault,
  otherConstant,
  forgottenCall,
];
