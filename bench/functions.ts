import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { wholeStack } from '../test/lib/whole.ts';

const functionSchema = z.object({
  Properties: z.object({
    MemorySize: z.number(),
    LoggingConfig: z.object({ SystemLogLevel: z.string().optional() }),
  }),
});

export interface FunctionSettings {
  /** Megabytes. */
  readonly memory: number;
  /** Bytes that Lambda itself writes an invocation: START, END and REPORT, unless only failures are logged. */
  readonly systemLogBytes: number;
}

const startEndAndReport = 450;

/** Of a function of the production stack.
 *  @param name begins its logical id: `MeterConsumer` */
export const settingsOf = (name: string): FunctionSettings => {
  const functions = Template.fromStack(wholeStack()).findResources('AWS::Lambda::Function');
  const found = Object.entries(functions).find(([id]) => id.startsWith(name))?.[1];
  const { MemorySize, LoggingConfig } = functionSchema.parse(found).Properties;
  return { memory: MemorySize, systemLogBytes: LoggingConfig.SystemLogLevel === 'WARN' ? 0 : startEndAndReport };
};
