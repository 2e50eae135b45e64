import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';

const statement = z.object({
  Action: z.union([z.string(), z.array(z.string())]),
  Effect: z.string(),
  Resource: z.unknown(),
});
const policy = z.object({
  Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) }),
});

/** A thing's name in the template without the hash at its end; an index of a table with its name. */
const nameOf = (resource: unknown): string => {
  const text = JSON.stringify(resource);
  const name = /"([A-Za-z0-9]+?)[0-9A-F]{8}"/.exec(text)?.[1] ?? text;
  return name + (/\/index\/[^"]+/.exec(text)?.[0] ?? '');
};

/** What the functions whose names begin so may do, as `action on thing`; writing traces is left out. */
export const rightsOf = (template: Template, name: string): readonly string[] =>
  Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(name))
    .flatMap(([, resource]) => policy.parse(resource).Properties.PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) => [Action].flat().map((action) => `${action} on ${nameOf(Resource)}`))
    .filter((right) => !right.startsWith('xray:'))
    .toSorted();
