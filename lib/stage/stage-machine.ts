import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  QueryLanguage,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { StageFunction } from './stage-function.ts';

/** Every state machine of Meterline: of the standard type, in JSONPath, traced. Its events are logged without their input
 *  and output, which may be personal. */
export class StageMachine extends StateMachine {
  constructor(scope: Construct, id: string, start: IChainable) {
    super(scope, id, {
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSON_PATH,
      definitionBody: DefinitionBody.fromChainable(start),
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        includeExecutionData: false,
        destination: new LogGroup(scope, `${id}Logs`, {
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Writing traces and managing log deliveries have no resources to name: granted on all or not at all.',
    });
  }

  /** Lets `handler` start executions, and look whether one has failed.
   *  @param variable of the environment in which the function finds the machine's ARN */
  letStart(handler: StageFunction, variable: string): void {
    handler.addEnvironment(variable, this.stateMachineArn);
    this.grantStartExecution(handler);
    this.grantExecution(handler, 'states:DescribeExecution');
    const arn = JSON.stringify(Stack.of(this).resolve(this.stateMachineArn));
    Validations.of(handler.role ?? handler).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{"Fn::Select":[6,{"Fn::Split":[":",${arn}]}]}:*]`,
      reason: 'The executions of this one machine, whose names nobody knows beforehand.',
    });
  }

  /** Lets executions start further ones (`goOnAnew`). The right is in a policy of its own: CloudFormation makes the role's
   *  policy before the machine, so that it cannot name the machine. */
  letStartItself(): void {
    const statements = [new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachineArn] })];
    new Policy(this, 'StartItself', { statements }).attachToRole(this.role);
  }
}
