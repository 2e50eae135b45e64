import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { wholeStack } from './whole.ts';

const alarms = Object.entries(Template.fromStack(wholeStack()).findResources('AWS::CloudWatch::Alarm'));
const headingOf = (description: string): string | undefined => /^RUNBOOK\.md: (.+)$/.exec(description)?.[1];
const headings = [...readFileSync('RUNBOOK.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

describe('RUNBOOK.md', () => {
  it.each(alarms)('has a heading for %s', (_, { Properties }) => {
    expect(headings).toContain(headingOf(Properties.AlarmDescription));
  });

  it('has each heading once', () => {
    expect(new Set(headings).size).toBe(headings.length);
  });
});
