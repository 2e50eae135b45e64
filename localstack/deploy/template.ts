import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const template = z.object({ Resources: z.record(z.string(), resource).default({}) });

/** As much of a CloudFormation template as is looked at here. */
export type Template = z.infer<typeof template>;

const fileOf = (assembly: string, stackName: string): string => join(assembly, `${stackName}.template.json`);

/** Types of resources that MiniStack refuses a whole stack for. Nothing in the stack refers to one of them. */
const unknownTypes = ['AWS::CloudWatch::CompositeAlarm'];

/** Takes out of the synthesized template what the emulator does not know. */
export const withoutUnknownTypes = async (assembly: string, stackName: string): Promise<void> => {
  const file = fileOf(assembly, stackName);
  const whole = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
  const { Resources, ...rest } = whole.parse(JSON.parse(await readFile(file, 'utf8')));
  const known = Object.entries(Resources).filter(([, { Type }]) => !unknownTypes.includes(Type));
  await writeFile(file, JSON.stringify({ ...rest, Resources: Object.fromEntries(known) }));
};

export const readTemplate = async (assembly: string, stackName: string): Promise<Template> =>
  template.parse(JSON.parse(await readFile(fileOf(assembly, stackName), 'utf8')));
