import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Emulator, startOwnEmulator, stopEmulator } from '../../../localstack/emulator/emulator.ts';
import { freePort } from '../../../localstack/emulator/port.ts';

/** Each queue of the emulator at `endpoint`; one that was made in another emulator is not among them. */
const queuesAt = async (endpoint: string, query: string): Promise<string> => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0';
  const answer = await fetch(`${endpoint}/?${query}&Version=2012-11-05`, { headers: { authorization } });
  return answer.text();
};

it('emulators that start at once on one port get a port each, and answer for themselves', async () => {
  const port = await freePort(0);
  const dirs = await Promise.all([1, 2, 3].map(() => mkdtemp(join(tmpdir(), 'meterline-emulator-'))));
  const started: Emulator[] = [];
  const start = async (dir: string): Promise<void> => {
    started.push(await startOwnEmulator({ dir, lifetime: 'owner', port, say: () => {} }));
  };
  try {
    await Promise.all(dirs.map(start));
    const endpoints = started.map(({ running }) => running.endpoint);
    expect(new Set(endpoints).size).toBe(3);
    expect(endpoints).toContain(`http://127.0.0.1:${port}`);
    for (const [index, endpoint] of endpoints.entries()) {
      await queuesAt(endpoint, `Action=CreateQueue&QueueName=queue-${index}`);
    }
    for (const [index, endpoint] of endpoints.entries()) {
      const found = [...(await queuesAt(endpoint, 'Action=ListQueues')).matchAll(/queue-\d/g)].map(([name]) => name);
      expect(found).toEqual([`queue-${index}`]);
    }
  } finally {
    for (const { running, letGo } of started) {
      await stopEmulator(running);
      letGo();
    }
    await Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true })));
  }
}, 120_000);
