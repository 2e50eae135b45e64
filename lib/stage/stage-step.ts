import { Aws, Duration } from 'aws-cdk-lib';
import { CustomState, type IChainable, JitterType, JsonPath, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { StageFunction } from './stage-function.ts';

/** Any error, for about twenty minutes: closes of the same hour compete for the next invoice number. */
export const patiently = {
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(3),
  maxAttempts: 12,
  jitterStrategy: JitterType.FULL,
};

/** Any error, for about two minutes: an express execution lives five. */
export const briefly = { ...patiently, maxDelay: Duration.seconds(30), maxAttempts: 6 };

/** Local spellings differ; one of these on AWS. */
export const alreadyStarted = [
  'StepFunctions.ExecutionAlreadyExistsException',
  'StepFunctions.ExecutionAlreadyExists',
  'ExecutionAlreadyExists',
];

/** A function as a step; what it returns is put at `resultPath`. What a retry cannot mend fails the execution. */
export const lambdaStep = (scope: Construct, id: string, { handler, input, resultPath }: StepProps): LambdaInvoke => {
  const step = new LambdaInvoke(scope, id, {
    lambdaFunction: handler,
    payload: TaskInput.fromObject({ ...input }),
    payloadResponseOnly: true,
    resultPath,
    retryOnServiceExceptions: true,
  });
  step.addRetry(patiently);
  return step;
};

export interface StepProps {
  readonly handler: StageFunction;
  readonly input: Readonly<Record<string, unknown>>;
  readonly resultPath: string;
}

/** Goes on in a new execution of the same machine, before the history of this one is full (`StageMachine.letStartItself`). The
 *  next one's name follows from this one's, so that a retry starts no second.
 *  @param input as in a definition: JSON paths by name with `.$`, and values
 *  @param end of this execution */
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
  step.addRetry(patiently);
  step.addCatch(end, { errors: alreadyStarted });
  step.next(end);
  return step;
};
