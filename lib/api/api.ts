import { CfnOutput, Lazy, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  ApiDefinition,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { lanePrefixVariable } from '../../functions/ingest/access/access-contract.ts';
import { publicUrlVariable } from '../../functions/platform/contract.ts';
import type { Routes } from '../../functions/platform/http/route.ts';
import type { MeterlineConfig } from '../config.ts';
import { type Authorizer, pathsOf, type Served, securitySchemesOf, servedTwice } from './api-body.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { Lanes, lanePrefixOf } from './lanes.ts';

const stageName = 'v1';
const binaryMediaTypes = ['application/pdf'];

/** A line for each request: who asked, by the id of the key or of the link's customer, and what became of it. What API Gateway has
 *  refused by itself has a type of error and no key. */
const accessLogFields = {
  requestId: AccessLogField.contextRequestId(),
  time: AccessLogField.contextRequestTime(),
  ip: AccessLogField.contextIdentitySourceIp(),
  keyId: AccessLogField.contextAuthorizer('keyId'),
  customerId: AccessLogField.contextAuthorizer('customerId'),
  method: AccessLogField.contextHttpMethod(),
  route: AccessLogField.contextResourcePath(),
  path: AccessLogField.contextPath(),
  status: AccessLogField.contextStatus(),
  error: AccessLogField.contextErrorResponseType(),
  bytes: AccessLogField.contextResponseLength(),
  milliseconds: AccessLogField.contextResponseLatency(),
};

/** The REST API, with one deployed stage, `v1`. The stages of Meterline add their routes by `serve`; at synthesis its
 *  OpenAPI body is made of all of them. */
export class Api extends Construct {
  private readonly rest: SpecRestApi;
  private readonly served: Served[] = [];
  private authorizer: Authorizer | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly config: Pick<MeterlineConfig, 'publicUrl' | 'throttle'>,
  ) {
    super(scope, id);
    const { publicUrl } = config;
    const { region, urlSuffix } = Stack.of(this);
    const url = Lazy.string({
      produce: () => publicUrl ?? `https://${this.rest.restApiId}.execute-api.${region}.${urlSuffix}/${stageName}`,
    });
    this.rest = this.makeRest(url);
    this.node.addValidation({
      validate: () => servedTwice(this.served).map((route) => `${route} is served by two functions`),
    });
    this.acknowledgeFindings();
    new CfnOutput(this, 'ApiId', { value: this.rest.restApiId }).overrideLogicalId('ApiId');
    new CfnOutput(this, 'ApiUrl', { value: url }).overrideLogicalId('ApiUrl');
  }

  /** Lets `authorizer` decide on every route whose access is not `open`. */
  authorizeWith(authorizer: Authorizer): void {
    this.authorizer = authorizer;
    // API Gateway makes the authorizer when it reads the body, so that its id is not known here. There is only this one.
    this.letCall(authorizer.handler, `${this.rest.restApiId}/authorizers/*`);
    authorizer.handler.addEnvironment(lanePrefixVariable, lanePrefixOf(this));
    new Lanes(this, 'Lanes', this.rest.deploymentStage, this.config);
  }

  /** Lets `handler` answer `routes`. */
  serve(handler: LambdaFunction, routes: Routes): void {
    const known = this.served.some((one) => one.handler === handler);
    if (!known) this.letCall(handler, `${this.rest.restApiId}/*/*/*`);
    this.served.push(...Object.values(routes).map((route) => ({ route, handler })));
  }

  /** @param what of this API may call: `<api>/<stage>/<method>/<path>`, or `<api>/authorizers/<id>` */
  private letCall(handler: LambdaFunction, what: string): void {
    handler.addPermission('LetApiCall', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({ service: 'execute-api', resource: what }),
    });
  }

  /** Functions learn the API's address from a variable of its stage. In their environments it would make a circle that
   *  CloudFormation refuses: the body of the API names the functions. */
  private makeRest(url: string): SpecRestApi {
    return new SpecRestApi(this, 'OpenApi', {
      restApiName: 'Meterline',
      apiDefinition: this.describe(),
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      binaryMediaTypes,
      deployOptions: {
        stageName,
        throttlingRateLimit: this.config.throttle.stage.requestsPerSecond,
        throttlingBurstLimit: this.config.throttle.stage.burst,
        variables: { [publicUrlVariable]: url },
        tracingEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
        accessLogDestination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', {
            retention: RetentionDays.THREE_MONTHS,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
      },
    });
  }

  /** The refusals and binary types are part of the body: when API Gateway reads a changed body it may drop settings that are
   *  made beside it. */
  private describe(): ApiDefinition {
    return ApiDefinition.fromInline({
      openapi: '3.0.1',
      info: { title: 'Meterline', version: stageName },
      paths: Lazy.any({ produce: () => pathsOf(this.served, this.authorizer) }),
      components: { securitySchemes: Lazy.any({ produce: () => securitySchemesOf(this.authorizer) }) },
      'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
      'x-amazon-apigateway-gateway-responses': gatewayResponses,
      'x-amazon-apigateway-binary-media-types': binaryMediaTypes,
    });
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
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason:
          'The account setting of API Gateway demands just this policy: it makes log groups with names that are not known before.',
      },
    );
  }
}
