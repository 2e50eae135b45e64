import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { LocalAwsError } from '../../localstack/emulator/local-aws-error.ts';
import { freePort, onFreePort } from '../../localstack/emulator/port.ts';

const servers = new Set<Server>();
afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

/** Listens on the port; `undefined` if somebody else does. */
const listenOn = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      servers.add(server);
      resolve(port);
    });
  });

it('two that want one port at the same moment get a port each, and one of them the port that both want', async () => {
  const wanted = await freePort(0);
  const ports = await Promise.all([onFreePort(wanted, listenOn), onFreePort(wanted, listenOn)]);
  expect(new Set(ports).size).toBe(2);
  expect(ports).toContain(wanted);
});

it('a port that is taken from the beginning is not tried', async () => {
  const wanted = await freePort(0);
  await listenOn(wanted);
  const tried: number[] = [];
  await onFreePort(wanted, async (port) => tried.push(port));
  expect(tried).toHaveLength(1);
  expect(tried).not.toContain(wanted);
});

it('what cannot begin although its port is free is not tried again', async () => {
  const tried: number[] = [];
  const started = await onFreePort(0, async (port) => {
    tried.push(port);
    return undefined;
  });
  expect(started).toBeUndefined();
  expect(tried).toHaveLength(1);
});

it('where somebody else is faster each time, it says so after five ports', async () => {
  const tried: number[] = [];
  const late = onFreePort(0, async (port) => {
    tried.push(port);
    await listenOn(port);
    return undefined;
  });
  await expect(late).rejects.toThrow(LocalAwsError);
  expect(tried).toHaveLength(5);
});
