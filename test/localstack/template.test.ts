import { describe, expect, it } from 'vitest';
import { forEmulator } from '../../localstack/deploy/template.ts';

describe('the template for the emulator', () => {
  it.each(['AWS::CloudWatch::CompositeAlarm', 'AWS::SecretsManager::RotationSchedule'])(
    'has no %s, for which it would refuse the whole stack',
    (Type) => {
      const Topic = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'x' } };
      const Resources = { Topic, Unknown: { Type } };
      expect(forEmulator({ Outputs: { a: 1 }, Resources })).toEqual({ Outputs: { a: 1 }, Resources: { Topic } });
    },
  );

  it('asks no caller for a lane, but for the key as before', () => {
    const apiWith = (...security: readonly object[]) => ({
      Resources: {
        Api: {
          Type: 'AWS::ApiGateway::RestApi',
          Properties: {
            Body: { info: { title: 'x' }, paths: { '/a': { get: { security, more: 1 }, post: { responses: {} } } } },
          },
        },
      },
    });
    expect(forEmulator(apiWith({ Key: [] }, { Lane: [] }))).toEqual(apiWith({ Key: [] }));
  });

  it('leaves an API without a body of its own as it is', () => {
    const template = { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'x' } } } };
    expect(forEmulator(template)).toEqual(template);
  });
});
