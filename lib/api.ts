import { CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { publicUrlVariable, type Routes } from '../functions/platform/route.ts';
import type { MeterlineConfig } from './config.ts';

const stageName = 'v1';

interface Refusal {
  readonly status?: number;
  readonly code: string;
  readonly detail: string;
}

/** The REST API; its stage is `v1`. Stages add their routes. */
export class Api extends Construct {
  readonly rest: RestApi;
  private readonly publicUrl: string;
  private authorizer: IAuthorizer | undefined;

  constructor(scope: Construct, id: string, { publicUrl }: Pick<MeterlineConfig, 'publicUrl'>) {
    super(scope, id);
    this.rest = new RestApi(this, 'Rest', {
      description: 'Meterline',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      binaryMediaTypes: ['application/pdf'],
      deployOptions: {
        stageName,
        tracingEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
        accessLogDestination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', {
            retention: RetentionDays.THREE_MONTHS,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
      },
    });
    const { region, urlSuffix } = Stack.of(this);
    this.publicUrl = publicUrl ?? `https://${this.rest.restApiId}.execute-api.${region}.${urlSuffix}/${stageName}`;
    this.describeRefusals();
    this.acknowledgeFindings();
    new CfnOutput(this, 'ApiId', { value: this.rest.restApiId }).overrideLogicalId('ApiId');
    new CfnOutput(this, 'ApiUrl', { value: this.publicUrl }).overrideLogicalId('ApiUrl');
  }

  /** Asked on every route that is not open. */
  authorizeWith(authorizer: IAuthorizer): void {
    this.authorizer = authorizer;
  }

  /** Lets `handler` answer `routes`. */
  serve(handler: LambdaFunction, routes: Routes): void {
    handler.addEnvironment(publicUrlVariable, this.publicUrl);
    const integration = new LambdaIntegration(handler, {
      scopePermissionToMethod: false,
      timeout: Duration.seconds(29),
    });
    for (const route of Object.values(routes)) {
      const resource = this.rest.root.resourceForPath(route.path);
      const guarded = route.access !== 'open' && this.authorizer !== undefined;
      const method = resource.addMethod(
        route.method,
        integration,
        guarded && this.authorizer ? { authorizer: this.authorizer } : {},
      );
      if (route.access === 'open') {
        Validations.of(method).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason: 'Open to anybody on purpose: its function may read nothing of any customer.',
        });
      }
    }
  }

  private acknowledgeFindings(): void {
    Validations.of(this.rest).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason:
          'Every route checks its body and parameters by its own schema and answers with a stable code and a pointer, which the validator of API Gateway cannot.',
      },
      {
        id: 'AwsSolutions-APIG3',
        reason:
          'A firewall costs more than the rest of the API and its rules depend on who calls: whoever wants one associates it with the stage.',
      },
      {
        id: 'AwsSolutions-COG4',
        reason:
          'Callers are machines with keys and customers with signed links, not users of a pool: the Lambda authorizer knows both.',
      },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason:
          'The account setting of API Gateway demands just this policy: it makes log groups with names that are not known before.',
      },
    );
  }

  /** What API Gateway refuses by itself is a problem response (RFC 9457) like any other. */
  private describeRefusals(): void {
    const refusals: readonly [ResponseType, number, string, string][] = [
      [ResponseType.UNAUTHORIZED, 401, 'unauthorized', 'Send a valid key as Authorization: Bearer <key>.'],
      [ResponseType.ACCESS_DENIED, 403, 'forbidden', 'This key may not do that.'],
      [ResponseType.MISSING_AUTHENTICATION_TOKEN, 404, 'route_not_found', 'There is no such route.'],
      [ResponseType.THROTTLED, 429, 'throttled', 'Too many requests: try again with back-off.'],
      [
        ResponseType.REQUEST_TOO_LARGE,
        413,
        'request_too_large',
        'A request may have 5 MB, less if most of it are quotes: send its halves.',
      ],
      [
        ResponseType.DEFAULT_5XX,
        500,
        'internal_error',
        'Something went wrong on our side; the same request can be sent again.',
      ],
    ];
    for (const [type, status, code, detail] of refusals) this.answerWith(type, { status, code, detail });
    // Any other keeps its own status, which a template cannot repeat in the body (RFC 9457 has it optional).
    this.answerWith(ResponseType.DEFAULT_4XX, { code: 'request_refused', detail: 'The request cannot be taken.' });
  }

  private answerWith(type: ResponseType, { status, code, detail }: Refusal): void {
    const problem = { type: `urn:meterline:problem:${code}`, title: detail, status, code, detail };
    this.rest.addGatewayResponse(type.responseType, {
      type,
      ...(status === undefined ? {} : { statusCode: String(status) }),
      templates: { 'application/json': JSON.stringify(problem) },
      responseHeaders: { 'Content-Type': "'application/problem+json'" },
    });
  }
}
