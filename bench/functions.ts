import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { wholeStack } from '../test/lib/whole.ts';

const functionSchema = z.object({ Properties: z.object({ MemorySize: z.number() }) });

/** Megabytes of a function of the production stack.
 *  @param name begins its logical id: `MeterConsumer` */
export const memoryOf = (name: string): number => {
  const functions = Template.fromStack(wholeStack()).findResources('AWS::Lambda::Function');
  const found = Object.entries(functions).find(([id]) => id.startsWith(name))?.[1];
  return functionSchema.parse(found).Properties.MemorySize;
};
