import { Aws } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CustomState, type IChainable, JsonPath, type RetryProps, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { forNineteenMinutes } from './retries.ts';

/** The error of starting an execution whose name is taken. AWS spells it in one of these ways, emulators in others. */
export const alreadyStarted = [
  'StepFunctions.ExecutionAlreadyExistsException',
  'StepFunctions.ExecutionAlreadyExists',
  'ExecutionAlreadyExists',
];

export interface StepProps {
  readonly handler: IFunction;
  /** The function's event: JSON paths into the state of the execution, and values. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Where in the state the function's answer is put. Default: the answer replaces the state. */
  readonly resultPath?: string;
  /** Default: `forNineteenMinutes`. */
  readonly retry?: RetryProps;
}

/** A function as a step of a state machine. An error that is still there after the last retry fails the execution. */
export const lambdaStep = (
  scope: Construct,
  id: string,
  { handler, input, resultPath, retry = forNineteenMinutes }: StepProps,
): LambdaInvoke => {
  const step = new LambdaInvoke(scope, id, {
    lambdaFunction: handler,
    payload: TaskInput.fromObject({ ...input }),
    payloadResponseOnly: true,
    retryOnServiceExceptions: true,
    ...(resultPath === undefined ? {} : { resultPath }),
  });
  step.addRetry(retry);
  return step;
};

/** Goes on in a new execution of the same machine, before the 25,000 history events of this one are used up. The machine needs
 *  the right to do so: `StageMachine.letStartItself`. The next execution's name is a hash of this one's, so that a retry of
 *  this step finds the name taken instead of starting a second.
 *  @param input of the next execution, as in a definition: JSON paths by name with `.$`, and values
 *  @param end the state in which this execution ends */
export const goOnAnew = (
  scope: Construct,
  id: string,
  input: Readonly<Record<string, unknown>>,
  end: IChainable,
): CustomState => {
  const step = new CustomState(scope, id, {
    stateJson: {
      Type: 'Task',
      Resource: `arn:${Aws.PARTITION}:states:::states:startExecution`,
      Parameters: {
        'StateMachineArn.$': '$$.StateMachine.Id',
        'Name.$': "States.Format('next-{}', States.Hash($$.Execution.Name, 'SHA-1'))",
        Input: input,
      },
      ResultPath: JsonPath.DISCARD,
    },
  });
  step.addRetry({ errors: alreadyStarted, maxAttempts: 0 });
  step.addRetry(forNineteenMinutes);
  step.addCatch(end, { errors: alreadyStarted });
  step.next(end);
  return step;
};
