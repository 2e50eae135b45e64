import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { alarmOnFunction, type FunctionAlarm } from './alarms.ts';
import { bundleOf } from './bundle.ts';
import { StageRole } from './stage-role.ts';

export interface StageFunctionProps {
  /** `meter/consumer` is functions/meter/consumer.handler.ts. */
  readonly handler: string;
  /** Who learns that it fails: `onErrors('…')` with a heading of RUNBOOK.md, unless another alarm covers it. */
  readonly alarm: FunctionAlarm;
  readonly environment?: Record<string, string>;
  /** Default 15 seconds. */
  readonly timeout?: Duration;
  /** MB; CPU comes in proportion, one full core at 1,769. Default 512. */
  readonly memorySize?: number;
  /** Of Lambda's own lines only those of failed invocations: for functions that run with every request of events, whose
   *  START, END and REPORT would be most of the log. Default: all. */
  readonly systemLog?: 'failures';
  /** Puts further files into the folder of the bundle. */
  readonly addFiles?: (folder: string) => void;
}

/** Every Lambda function of Meterline: newest Node, arm64, one small bundle with the SDK inside, JSON logs, tracing. */
export class StageFunction extends LambdaFunction {
  /** The folder of its handler. */
  readonly stage: string;
  readonly alarm: FunctionAlarm;

  constructor(scope: Construct, id: string, props: StageFunctionProps) {
    const [stage = ''] = props.handler.split('/');
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, {
      code: codeOf(scope, props),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout ?? Duration.seconds(15),
      tracing: Tracing.ACTIVE,
      logGroup,
      ...(props.systemLog === undefined
        ? {}
        : { loggingFormat: LoggingFormat.JSON, systemLogLevelV2: SystemLogLevel.WARN }),
      role: new StageRole(scope, `${id}ServiceRole`, logGroup),
      environment: {
        POWERTOOLS_SERVICE_NAME: stage,
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
      },
    });
    this.stage = stage;
    this.alarm = props.alarm;
    alarmOnFunction(scope, this, stage, props.alarm);
  }

  /** No version of it is ever called. */
  override get resourceArnsForGrantInvoke(): string[] {
    return [this.functionArn];
  }
}

/** The bundle, or a placeholder where the CDK says that nobody will deploy it (tests, `cdk list`). */
const codeOf = (scope: Construct, { handler, addFiles }: StageFunctionProps): Code => {
  if (!Stack.of(scope).bundlingRequired) return Code.fromInline('// not bundled');
  const folder = bundleOf(handler);
  addFiles?.(folder);
  return Code.fromAsset(folder);
};
