import { describe, expect, it } from 'vitest';
import { closeExecutionName } from '../../../../functions/invoice/close/execution-name.ts';
import { subscriptionId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';

const subscription = subscriptionId('sub_01KAS3E2J6V7R6M6Q3Y0T9ZC4B');
const end = parseInstant('2026-11-01T00:00:00Z');

describe('the name of a close', () => {
  it('says whose and which period, within what Step Functions allows: 80 of A-Z a-z 0-9 - _', () => {
    const name = closeExecutionName(subscription, end, 'b3f6c1de-1111-4a2b-9c3d-000000000000_'.repeat(5));
    expect(name).toMatch(/^sub_01KAS3E2J6V7R6M6Q3Y0T9ZC4B-202611010000-[\w-]{12}$/);
    expect(name.length).toBeLessThanOrEqual(80);
  });

  it('is the same within a run, and another in the next, so that a failed close is started again', () => {
    expect(closeExecutionName(subscription, end, 'a')).toBe(closeExecutionName(subscription, end, 'a'));
    expect(closeExecutionName(subscription, end, 'a')).not.toBe(closeExecutionName(subscription, end, 'b'));
  });
});
