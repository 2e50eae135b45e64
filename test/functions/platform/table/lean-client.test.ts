import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { documents, dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { lean, oneStack } from '../../../../functions/platform/table/lean-client.ts';

/** Answers with the key that was asked for, the later ones first. */
const echo = {
  metadata: { handlerProtocol: 'http/1.1' },
  asked: 0,
  async handle({ body }: { body?: Uint8Array }) {
    const { Key } = JSON.parse(new TextDecoder().decode(body));
    await new Promise((answered) => setTimeout(answered, 20 - 5 * this.asked++));
    const text = JSON.stringify({ Item: Key });
    const { HttpResponse } = await import('@smithy/core/protocols');
    return { response: new HttpResponse({ statusCode: 200, headers: {}, body: new Blob([text]).stream() }) };
  },
};

describe('a lean client is a client', () => {
  it('each of several calls at once gets its own answer, though they share one stack', async () => {
    const client = lean(new DynamoDBClient({ region: 'us-east-1', requestHandler: echo, ...oneStack }));
    const keys = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(
      keys.map((pk) => client.send(new GetItemCommand({ TableName: 'table', Key: { pk: { S: pk } } }))),
    );
    expect(answers.map(({ Item }) => Item?.pk?.S)).toEqual(keys);
  });

  it('nothing of a request or an answer is copied for a log that nobody writes', () => {
    for (const { middlewareStack } of [dynamo, documents]) {
      expect(middlewareStack.identify().filter((name) => name.includes('logger'))).toEqual([]);
    }
  });

  it('both clients of the tables share their connections', () => {
    expect(documents.config.requestHandler).toBe(dynamo.config.requestHandler);
  });
});
