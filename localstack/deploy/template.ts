import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const template = z.object({ Resources: z.record(z.string(), resource).default({}) });

/** As much of a CloudFormation template as is looked at here. */
export type Template = z.infer<typeof template>;

const fileOf = (assembly: string, stackName: string): string => join(assembly, `${stackName}.template.json`);

/** Types of resources that MiniStack refuses a whole stack for. Nothing in the stack refers to one of them. */
const unknownTypes = ['AWS::CloudWatch::CompositeAlarm', 'AWS::SecretsManager::RotationSchedule'];

const operation = z.looseObject({ security: z.array(z.record(z.string(), z.array(z.string()))).optional() });
const restApi = z.looseObject({
  Properties: z.looseObject({
    Body: z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operation)) }),
  }),
});
const whole = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/** The template without what MiniStack does not know. Lanes are left out of the API's routes as well: they are named by the authorizer,
 *  and MiniStack asks the caller for them. */
export const forEmulator = (template: unknown): unknown => {
  const { Resources, ...rest } = whole.parse(template);
  const known = Object.entries(Resources)
    .filter(([, { Type }]) => !unknownTypes.includes(Type))
    .map(([id, one]) => [id, one.Type === 'AWS::ApiGateway::RestApi' ? withoutLanes(one) : one]);
  return { ...rest, Resources: Object.fromEntries(known) };
};

const withoutLanes = (resource: unknown): unknown => {
  const { success, data } = restApi.safeParse(resource);
  if (!success) return resource;
  for (const operation of Object.values(data.Properties.Body.paths).flatMap((methods) => Object.values(methods))) {
    if (operation.security !== undefined) operation.security = operation.security.filter((one) => !('Lane' in one));
  }
  return data;
};

/** Makes the synthesized template one that the emulator takes. */
export const fitTemplate = async (assembly: string, stackName: string): Promise<void> => {
  const file = fileOf(assembly, stackName);
  await writeFile(file, JSON.stringify(forEmulator(JSON.parse(await readFile(file, 'utf8')))));
};

export const readTemplate = async (assembly: string, stackName: string): Promise<Template> =>
  template.parse(JSON.parse(await readFile(fileOf(assembly, stackName), 'utf8')));
