import { RemovalPolicy, Validations } from 'aws-cdk-lib';
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

/** Every state machine of Meterline: standard, in JSONPath, traced, its events logged without what they carry. */
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

  /** In a policy of its own: the machine waits for that of its role, which therefore cannot name the machine. */
  letStartItself(): void {
    const statements = [new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachineArn] })];
    new Policy(this, 'StartItself', { statements }).attachToRole(this.role);
  }
}
