import type { RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, it } from 'vitest';
import {
  forAMinute,
  forAMinuteAndAHalf,
  forHalfAMinute,
  forNineteenMinutes,
  forSevenMinutes,
  forUpToTwoHours,
} from '../../../lib/stage/retries.ts';

const longestWait = ({ maxAttempts = 0, maxDelay }: RetryProps): number =>
  Array.from({ length: maxAttempts }, (_, tries) => Math.min(2 * 2 ** tries, maxDelay?.toSeconds() ?? Infinity)).reduce(
    (sum, wait) => sum + wait,
  );

describe('how long a step is tried again at most, in seconds', () => {
  it.each([
    [30, '2 + 4 + 8 + 16', forHalfAMinute],
    [62, '2 + 4 + … + 32', forAMinute],
    [90, '2 + 4 + 8 + 16 + 30 + 30', forAMinuteAndAHalf],
    [434, '254 + 180', forSevenMinutes],
    [1154, '254 + 5 × 180', forNineteenMinutes],
    [6422, '1,022 + 9 × 600', forUpToTwoHours],
  ])('%d = %s', (seconds, _, retry) => {
    expect(longestWait(retry)).toBe(seconds);
  });
});
