import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface StageFunctionProps {
  /** `meter/consumer` is functions/meter/consumer.handler.ts. */
  readonly handler: string;
  readonly environment?: Record<string, string>;
  /** Default 15 seconds. */
  readonly timeout?: Duration;
  /** MB; CPU comes in proportion, one full core at 1,769. Default 512. */
  readonly memorySize?: number;
  readonly reservedConcurrentExecutions?: number;
}

const source = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** ES modules need `require` for the CommonJS parts of the bundle. */
const requireBanner = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/** Every Lambda function of Meterline: newest Node, arm64, one small bundle with the SDK inside, JSON logs, tracing. */
export class StageFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: StageFunctionProps) {
    const [stage] = props.handler.split('/');
    super(scope, id, {
      entry: source(`functions/${props.handler}.handler.ts`),
      projectRoot: source(''),
      depsLockFilePath: source('package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout ?? Duration.seconds(15),
      tracing: Tracing.ACTIVE,
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      environment: {
        POWERTOOLS_SERVICE_NAME: stage ?? 'meterline',
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
      },
      ...(props.reservedConcurrentExecutions === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrentExecutions }),
      bundling: {
        format: OutputFormat.ESM,
        target: 'node20',
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        mainFields: ['module', 'main'],
        bundleAwsSDK: true,
        banner: requireBanner,
      },
    });
  }
}
