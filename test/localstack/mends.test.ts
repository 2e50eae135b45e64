import { describe, expect, it } from 'vitest';
import { mendsOf } from '../../localstack/deploy/mends.ts';

const resource = (Type: string, Properties: Record<string, unknown> = {}) => ({ Type, Properties });
const mends = (Resources: Record<string, ReturnType<typeof resource>>) => mendsOf({ Resources });

describe('a table that deletes what is past its time', () => {
  it.each(['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'])('%s: expiry is switched on afterwards', (type) => {
    const properties = { TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } };
    expect(mends({ Claims: resource(type, properties) })).toEqual([
      { kind: 'timeToLive', table: 'Claims', attribute: 'expires' },
    ]);
  });

  it('keeps everything if the template does not say so', () => {
    const off = { TimeToLiveSpecification: { AttributeName: 'expires', Enabled: false } };
    expect(mends({ Log: resource('AWS::DynamoDB::Table'), Off: resource('AWS::DynamoDB::Table', off) })).toEqual([]);
  });
});

describe('a generated secret that is to have no punctuation', () => {
  const secret = (generate: Record<string, unknown>) =>
    mends({ Key: resource('AWS::SecretsManager::Secret', { GenerateSecretString: generate }) });

  it('is generated anew with the length and the exclusions of the template', () => {
    expect(secret({ ExcludePunctuation: true, PasswordLength: 43, ExcludeCharacters: 'lI' })).toEqual([
      { kind: 'secretWithoutPunctuation', secret: 'Key', length: 43, exclude: 'lI' },
    ]);
  });

  it('has 32 characters where the template names no length', () => {
    expect(secret({ ExcludePunctuation: true })).toMatchObject([{ length: 32, exclude: '' }]);
  });

  it.each([
    ['may have punctuation', { PasswordLength: 20 }],
    ['is a part of a structure', { ExcludePunctuation: true, SecretStringTemplate: '{}', GenerateStringKey: 'key' }],
  ])('is left alone if it %s', (_, generate) => {
    expect(secret(generate)).toEqual([]);
  });
});

describe('an address in the environment of a function', () => {
  const withVariables = (Variables: Record<string, unknown>) =>
    resource('AWS::Lambda::Function', { Environment: { Variables } });

  it('may send mail, once however many functions name it', () => {
    const sender = withVariables({
      SENDER_EMAIL: 'billing@example.com',
      TABLE: { Ref: 'Table' },
      NAME: 'Example Inc.',
    });
    expect(mends({ Notify: sender, Dunning: sender })).toEqual([{ kind: 'sender', address: 'billing@example.com' }]);
  });

  it('needs no environment', () => {
    expect(mends({ Health: resource('AWS::Lambda::Function') })).toEqual([]);
  });
});

describe('an API that is an OpenAPI body', () => {
  const refused = { statusCode: 403, responseParameters: {}, responseTemplates: { 'application/json': '{}' } };
  const stage = { StageName: 'v1', RestApiId: { Ref: 'Api' } };

  it('answers by itself what the body says, on its stage', () => {
    const Body = { openapi: '3.0.1', 'x-amazon-apigateway-gateway-responses': { ACCESS_DENIED: refused } };
    const found = mends({
      Api: resource('AWS::ApiGateway::RestApi', { Body }),
      Stage: resource('AWS::ApiGateway::Stage', stage),
    });
    const responses = { ACCESS_DENIED: refused };
    expect(found).toEqual([{ kind: 'gatewayResponses', restApi: 'Api', stage: 'v1', responses }]);
  });

  it('has an address on the emulator, where its stage is to know its address', () => {
    const Variables = { PUBLIC_URL: { 'Fn::Join': ['', ['https://', { Ref: 'Api' }, '.execute-api.us-east-1…']] } };
    const found = mends({
      Api: resource('AWS::ApiGateway::RestApi'),
      Stage: resource('AWS::ApiGateway::Stage', { ...stage, Variables }),
    });
    expect(found).toEqual([{ kind: 'publicUrl', restApi: 'Api', stage: 'v1' }]);
  });
});

it('what CloudFormation does in full needs no mend', () => {
  const RedrivePolicy = { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 10 };
  expect(mends({ Queue: resource('AWS::SQS::Queue', { RedrivePolicy }) })).toEqual([]);
});
