import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';

const texts = z.union([z.string(), z.array(z.string())]).transform((text) => [text].flat());
const policyDocument = z.object({
  Statement: z.array(
    z.object({ Action: texts, Effect: z.string(), Resource: z.unknown(), Condition: z.unknown().optional() }),
  ),
});
const role = z.object({
  Properties: z.object({ Policies: z.array(z.object({ PolicyDocument: policyDocument })).default([]) }),
});
const policy = z.object({
  Properties: z.object({ PolicyDocument: policyDocument, Roles: z.array(z.object({ Ref: z.string() })) }),
});

export interface Right {
  /** The role's name in the template, with the hash at its end. */
  readonly role: string;
  /** `dynamodb:GetItem` */
  readonly action: string;
  readonly resource: unknown;
  /** Undefined where the right holds without one. */
  readonly condition?: unknown;
}

/** What every role may do, written in it or in a policy beside it. */
export const rightsIn = (template: Template): readonly Right[] => {
  const inRoles = Object.entries(template.findResources('AWS::IAM::Role')).flatMap(([id, found]) =>
    role.parse(found).Properties.Policies.map(({ PolicyDocument }) => ({ id, PolicyDocument })),
  );
  const beside = Object.values(template.findResources('AWS::IAM::Policy'))
    .map((found) => policy.parse(found).Properties)
    .flatMap(({ Roles, PolicyDocument }) => Roles.map(({ Ref: id }) => ({ id, PolicyDocument })));
  return [...inRoles, ...beside].flatMap(({ id, PolicyDocument }) =>
    PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action, Resource, Condition }) =>
      Action.map((action) => ({ role: id, action, resource: Resource, condition: Condition })),
    ),
  );
};

/** What the roles whose names begin so may do, but for the logs and traces that each may write. */
export const rightsOfRole = (template: Template, name: string): readonly Right[] =>
  rightsIn(template).filter(({ role, action }) => role.startsWith(name) && !/^(logs|xray):/.test(action));

/** A thing's name in the template without the hash at its end; an index of a table with its name. */
const nameOf = (resource: unknown): string => {
  const text = JSON.stringify(resource);
  const name = /"([A-Za-z0-9]+?)[0-9A-F]{8}"/.exec(text)?.[1] ?? text;
  return name + (/\/index\/[^"]+/.exec(text)?.[0] ?? '');
};

/** What the functions whose names begin so may do, as `action on thing`; writing logs and traces is left out. */
export const rightsOf = (template: Template, name: string): readonly string[] =>
  rightsOfRole(template, name)
    .map(({ action, resource }) => `${action} on ${nameOf(resource)}`)
    .toSorted();
