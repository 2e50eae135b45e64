import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const template = z.object({ Resources: z.record(z.string(), resource).default({}) });

/** As much of a CloudFormation template as is looked at here. */
export type Template = z.infer<typeof template>;

export const readTemplate = async (assembly: string, stackName: string): Promise<Template> =>
  template.parse(JSON.parse(await readFile(join(assembly, `${stackName}.template.json`), 'utf8')));
