import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';

/** How long a step of a state machine is tried again. The first wait is at most 2 s, each further one at most twice as long.
 *  Step Functions draws each wait at random between zero and its bound ("full jitter"), so that executions that failed together
 *  do not come back together; on average a step waits half of what the names say.
 *  @param maxDelay bound of a single wait; without it they go on doubling
 *  @param errors names of the errors that are retried; default: any but those that Step Functions never retries */
const retry = (maxAttempts: number, maxDelay?: Duration, errors = ['States.ALL']): RetryProps => ({
  errors,
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts,
  ...(maxDelay === undefined ? {} : { maxDelay }),
  jitterStrategy: JitterType.FULL,
});

/** 2 + 4 + 8 + 16 = 30 s. */
export const forHalfAMinute = retry(4);

/** 2 + 4 + 8 + 16 + 30 + 30 = 90 s: inside an express execution, which lives five minutes. */
export const forAMinuteAndAHalf = retry(6, Duration.seconds(30));

/** 2 + 4 + … + 128 + 180 = 434 s. */
export const forSevenMinutes = retry(8, Duration.minutes(3));

/** 2 + 4 + … + 128 + 5 × 180 = 1,154 s. Closes of the same hour compete for the next invoice number, and need that long. */
export const forNineteenMinutes = retry(12, Duration.minutes(3));

/** A step that ran into its own time-out is not tried again: there the machine goes another way. */
const butTimeouts = ['States.TaskFailed'];

/** 2 + 4 + 8 + 16 + 32 = 62 s, for any error but a time-out. */
export const forAMinute = retry(5, Duration.minutes(10), butTimeouts);

/** 2 + 4 + … + 512 + 9 × 600 = 6,422 s, for any error but a time-out: a payment gateway may be away for an hour. */
export const forUpToTwoHours = retry(18, Duration.minutes(10), butTimeouts);
