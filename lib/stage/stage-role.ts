import { Validations } from 'aws-cdk-lib';
import {
  type AddToPrincipalPolicyResult,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A function's role. It carries its rights inside, since a policy beside it would be one more resource for each function,
 *  of the 500 that a stack may have. The first right is to write the function's own logs; AWS's managed policy would open
 *  those of every function. */
export class StageRole extends Role {
  private readonly rights: PolicyDocument;

  constructor(scope: Construct, id: string, logGroup: ILogGroup) {
    const writeLogs = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    const rights = new PolicyDocument({ statements: [writeLogs] });
    super(scope, id, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Rights: rights },
    });
    this.rights = rights;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources to name: writing traces is granted on all or not at all.',
    });
  }

  /** The CDK calls this for every grant. */
  override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.rights.addStatements(statement);
    return { statementAdded: true, policyDependable: this };
  }
}
