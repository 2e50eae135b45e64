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

/** A function's role, which carries its rights itself: a policy of its own would be one more resource a function, of the 500
 *  that a stack may have. Begins with the right to write the function's own logs, where AWS's managed policy opens those
 *  of every function. */
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

  /** Every grant comes by here. */
  override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.rights.addStatements(statement);
    return { statementAdded: true, policyDependable: this };
  }
}
