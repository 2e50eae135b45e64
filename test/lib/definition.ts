import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';

const comparison = z.looseObject({
  Variable: z.string().default('$'),
  StringEquals: z.string().optional(),
  BooleanEquals: z.boolean().optional(),
  NumericGreaterThanEquals: z.number().optional(),
  IsPresent: z.boolean().optional(),
});
export type Comparison = z.output<typeof comparison>;

const rule = comparison.extend({ And: z.array(comparison).optional(), Next: z.string() });
export type Rule = z.output<typeof rule>;

const retrier = z.looseObject({ ErrorEquals: z.array(z.string()), MaxAttempts: z.number().default(3) });
const catcher = z.looseObject({
  ErrorEquals: z.array(z.string()),
  Next: z.string(),
  ResultPath: z.string().nullable().optional(),
});

const stateSchema = z.looseObject({
  Type: z.enum(['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Map']),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(rule).default([]),
  Resource: z.string().optional(),
  Parameters: z.record(z.string(), z.unknown()).optional(),
  Result: z.unknown().optional(),
  ResultPath: z.string().nullable().default('$'),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
  Seconds: z.number().optional(),
  Error: z.string().optional(),
  ItemsPath: z.string().optional(),
  get ItemProcessor() {
    return z.looseObject({ ProcessorConfig: z.looseObject({ Mode: z.string() }).optional(), ...machine() }).optional();
  },
});
export type State = z.output<typeof stateSchema>;

const machine = () => ({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });
const definitionSchema = z.object(machine());
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const resourceSchema = z.object({
  Properties: z.looseObject({
    DefinitionString: z.union([
      z.string().transform((text) => [text]),
      z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).transform((of) => of['Fn::Join'][1]),
    ]),
  }),
});

/** The state machines of a template by logical id. What a definition names outside of itself is its logical id. */
export const definitionsIn = (template: Template): ReadonlyMap<string, Definition> =>
  new Map(
    Object.entries(template.findResources('AWS::StepFunctions::StateMachine')).map(([id, resource]) => {
      const { DefinitionString } = resourceSchema.parse(resource).Properties;
      const text = DefinitionString.map(named).join('');
      return [id, definitionSchema.parse(JSON.parse(text))] as const;
    }),
  );

const reference = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((of) => of['Fn::GetAtt'][0]),
]);

const named = (part: unknown): string => (typeof part === 'string' ? part : reference.parse(part));
