import { readFileSync } from 'node:fs';
import { CfnElement } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { StageFunction } from '../../lib/stage/stage-function.ts';
import { reachableFrom, sourcesIn } from '../source-tree.ts';
import { methodsOf } from './methods.ts';
import { wholeStack } from './whole.ts';

const stack = wholeStack();
const template = Template.fromStack(stack);
const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
const composites = Object.entries(template.findResources('AWS::CloudWatch::CompositeAlarm'));
const headingOf = (description: string): string | undefined => /^RUNBOOK\.md: (.+)$/.exec(description)?.[1];
const headings = [...readFileSync('RUNBOOK.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

describe('RUNBOOK.md', () => {
  it.each([...alarms, ...composites])('has a heading for %s', (_, { Properties }) => {
    expect(headings).toContain(headingOf(Properties.AlarmDescription));
  });

  it('has each heading once', () => {
    expect(new Set(headings).size).toBe(headings.length);
  });

  it('has no heading that no alarm names', () => {
    const named = [...alarms, ...composites].map(([, { Properties }]) => headingOf(Properties.AlarmDescription));
    expect(headings.filter((heading) => !named.includes(heading))).toEqual([]);
  });
});

describe('a function that fails is noticed', () => {
  const functions = stack.node
    .findAll()
    .filter((construct) => construct instanceof StageFunction)
    .flatMap(({ node, source, alarm }) =>
      node.defaultChild instanceof CfnElement ? [{ id: stack.getLogicalId(node.defaultChild), source, ...alarm }] : [],
    );
  const sources = sourcesIn('functions');
  /** Whether what the function runs can count a failure that no exception shows. */
  const counts = (source: string): boolean =>
    reachableFrom(source, sources).some(
      ({ path, text }) => path !== 'functions/platform/metrics.ts' && text.includes('countFailure()'),
    );

  it('all of them are looked at', () => {
    expect(functions).toHaveLength(Object.keys(template.findResources('AWS::Lambda::Function')).length);
  });

  const watching = (id: string, dimension: string) =>
    alarms.filter(([, { Properties }]) =>
      JSON.stringify(Properties.Dimensions).includes(`"${dimension}","Value":{"Ref":"${id}"}`),
    );

  it.each(functions.map(({ id, ...alarm }) => [id, alarm] as const))('%s', (id, { kind, heading }) => {
    const [errors, failures] = [watching(id, 'FunctionName'), watching(id, 'function')];
    expect([errors.length, failures.length]).toEqual(
      { errors: [1, 1], exceptions_only: [1, 0], failures_only: [0, 1], covered_by: [0, 0] }[kind],
    );
    const named = kind === 'covered_by' ? alarms : [...errors, ...failures];
    expect(named.map(([, { Properties }]) => headingOf(Properties.AlarmDescription))).toContain(heading);
  });

  it('by an alarm of its own where callers of the API wait for it', () => {
    const own = functions.filter(({ kind }) => kind === 'errors').map(({ id }) => id);
    expect([...new Set(methodsOf(template).map(({ handler }) => handler))].filter((id) => !own.includes(id))).toEqual(
      [],
    );
  });

  it('by what it counts itself alone: the authorizer, which throws to refuse a caller, and the check of evidence', () => {
    const only = functions.filter(({ kind }) => kind === 'failures_only').map(({ id }) => id.slice(0, -8));
    expect(only).toEqual(['IngestAuthorizer', 'InvoiceVerificationVerifyStep']);
  });

  it('an alarm on what a function counts stands where it does count, and only there: elsewhere it could never ring', () => {
    const wrong = functions.filter(({ id, source }) => counts(source) !== watching(id, 'function').length > 0);
    expect(wrong.map(({ source }) => source)).toEqual([]);
  });

  it.each([
    ['IngestTakeEvents', 2],
    ['InvoicePrint', 1],
    ['InvoiceExports', 2],
    ['InvoiceFreezeStep', 0],
  ])('%s: %d alarms', (name, count) => {
    const { id = '' } = functions.find((one) => one.id.startsWith(name)) ?? {};
    expect(
      alarms.filter(([, { Properties }]) => JSON.stringify(Properties.Dimensions).includes(`"${id}"`)),
    ).toHaveLength(count);
  });
});
