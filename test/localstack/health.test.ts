import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { answersAs, comesUp } from '../../localstack/emulator/health.ts';

const servers = new Set<Server>();
afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

const emulator = (health: string): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer((_, answer) => answer.end(health)).listen(0, '127.0.0.1', () => {
      const address = server.address();
      servers.add(server);
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`);
    });
  });

it.each([
  ['{"edition":"ours"}', true],
  ['{"edition":"theirs"}', false],
  ['{"services":{}}', false],
  ['null', false],
  ['healthy', false],
])('an emulator that says %s is the one called ours: %s', async (health, expected) => {
  expect(await answersAs(await emulator(health), 'ours')).toBe(expected);
});

it('where nobody answers, nobody is ours', async () => {
  expect(await answersAs('http://127.0.0.1:9', 'ours')).toBe(false);
});

it('an emulator that answers in place of ours is not waited for longer than ours lives', async () => {
  const endpoint = await emulator('{"edition":"theirs"}');
  let asked = 0;
  const isUp = () => {
    asked += 1;
    return answersAs(endpoint, 'ours');
  };
  expect(await comesUp(isUp, 60_000, () => asked === 2)).toBe(false);
});
