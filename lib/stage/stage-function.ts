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

/** In MB, for functions that read whole invoices: one of 10,000 lines has about 12 MB of JSON, and ten times that in memory. */
export const memoryForInvoices = 1769;

export interface StageFunctionProps {
  /** `meter/count/consumer` is functions/meter/count/consumer.handler.ts. */
  readonly handler: string;
  /** Who learns that it fails: `onErrors('…')` with a heading of RUNBOOK.md, unless another alarm covers it. */
  readonly alarm: FunctionAlarm;
  readonly environment?: Record<string, string>;
  /** Default 15 seconds. */
  readonly timeout?: Duration;
  /** In MB; default 512. CPU comes in proportion: one full core at 1,769. */
  readonly memorySize?: number;
  /** `failures`: of the lines that Lambda itself logs (START, END, REPORT) only those of failed invocations. For functions that
   *  run with every request of events, where they would be most of the log. Default: all lines. */
  readonly systemLog?: 'failures';
  /** Called with the folder of the bundle before it is packed, to put further files there. */
  readonly addFiles?: (folder: string) => void;
}

/** Every Lambda function of Meterline: the newest Node.js on arm64, one small bundle with the SDK inside, JSON logs,
 *  tracing, a role of its own, and alarms or a word on why it has none. */
export class StageFunction extends LambdaFunction {
  /** From the root: `functions/meter/count/consumer.handler.ts`. */
  readonly source: string;
  /** The folder of its handler under functions/, which is the `service` of its logs and metrics. */
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
    this.source = `functions/${props.handler}.handler.ts`;
    this.stage = stage;
    this.alarm = props.alarm;
    alarmOnFunction(scope, this, stage, props.alarm);
  }

  /** Only the function itself, without `:*`: no version or alias of it is ever called. */
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
