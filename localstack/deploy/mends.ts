import { z } from 'zod';
import { publicUrlVariable } from '../../functions/platform/contract.ts';
import type { Template } from './template.ts';

export type GatewayResponse = z.infer<typeof gatewayResponse>;

/** Something that the template asks for and MiniStack's CloudFormation leaves out. Resources go by their logical id. */
export type Mend =
  /** Items with this attribute in the past are deleted. */
  | { readonly kind: 'timeToLive'; readonly table: string; readonly attribute: string }
  /** MiniStack generates secrets with punctuation in them, whatever the template says. */
  | {
      readonly kind: 'secretWithoutPunctuation';
      readonly secret: string;
      readonly length: number;
      readonly exclude: string;
    }
  /** In the template the API's address, of which functions make links, is one of amazonaws.com; here it is the emulator's. */
  | { readonly kind: 'publicUrl'; readonly restApi: string; readonly stage: string }
  /** Of an OpenAPI body, MiniStack reads the paths and who may call them, but not what the API answers by itself (its
   *  refusals). */
  | {
      readonly kind: 'gatewayResponses';
      readonly restApi: string;
      readonly stage: string;
      readonly responses: Readonly<Record<string, GatewayResponse>>;
    }
  /** SES sends mail only from addresses that are verified. On AWS a person does that by a link in a mail; here it is done at
   *  once. */
  | { readonly kind: 'sender'; readonly address: string };

const tableTypes = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
const timeToLive = z.object({
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.literal(true) }),
});
const punctuationFree = z.object({
  GenerateSecretString: z.object({
    ExcludePunctuation: z.literal(true),
    PasswordLength: z.number().default(32),
    ExcludeCharacters: z.string().default(''),
    /** A generated part of a structure: none is used here. */
    SecretStringTemplate: z.never().optional(),
  }),
});
const gatewayResponse = z.object({
  statusCode: z.number().optional(),
  responseParameters: z.record(z.string(), z.string()).default({}),
  responseTemplates: z.record(z.string(), z.string()).default({}),
});
const withOpenApi = z.object({
  Body: z.object({ 'x-amazon-apigateway-gateway-responses': z.record(z.string(), gatewayResponse) }),
});
const apiStage = z.object({
  StageName: z.string(),
  RestApiId: z.object({ Ref: z.string() }),
  Variables: z.record(z.string(), z.unknown()).default({}),
});
const withEnvironment = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });
const address = z.email();

export const mendsOf = (template: Template): readonly Mend[] => {
  const resources = Object.entries(template.Resources);
  const perResource = resources.flatMap(([logicalId, { Type, Properties }]) => [
    ...(tableTypes.includes(Type) ? expiry(logicalId, Properties) : []),
    ...(Type === 'AWS::SecretsManager::Secret' ? plainSecret(logicalId, Properties) : []),
  ]);
  const stages = resources
    .filter(([, { Type }]) => Type === 'AWS::ApiGateway::Stage')
    .flatMap(([, { Properties }]) => stageMends(Properties, template));
  const senders = resources
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .flatMap(([, { Properties }]) => addressesIn(Properties));
  return [
    ...perResource,
    ...stages,
    ...[...new Set(senders)].sort().map((sender) => ({ kind: 'sender', address: sender }) as const),
  ];
};

const expiry = (table: string, properties: unknown): Mend[] => {
  const { success, data } = timeToLive.safeParse(properties);
  return success ? [{ kind: 'timeToLive', table, attribute: data.TimeToLiveSpecification.AttributeName }] : [];
};

const plainSecret = (secret: string, properties: unknown): Mend[] => {
  const { success, data } = punctuationFree.safeParse(properties);
  if (!success) return [];
  const { PasswordLength: length, ExcludeCharacters: exclude } = data.GenerateSecretString;
  return [{ kind: 'secretWithoutPunctuation', secret, length, exclude }];
};

/** The e-mail addresses among a function's environment variables: who it sends as. */
const addressesIn = (properties: unknown): string[] => {
  const { success, data } = withEnvironment.safeParse(properties);
  return success
    ? Object.values(data.Environment.Variables).flatMap((value) => address.safeParse(value).data ?? [])
    : [];
};

const stageMends = (properties: unknown, { Resources }: Template): Mend[] => {
  const { StageName: stage, RestApiId, Variables } = apiStage.parse(properties);
  const restApi = RestApiId.Ref;
  const { data } = withOpenApi.safeParse(Resources[restApi]?.Properties);
  const responses = data?.Body['x-amazon-apigateway-gateway-responses'];
  return [
    ...(responses === undefined ? [] : [{ kind: 'gatewayResponses', restApi, stage, responses } as const]),
    ...(publicUrlVariable in Variables ? [{ kind: 'publicUrl', restApi, stage } as const] : []),
  ];
};
