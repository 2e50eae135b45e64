import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { exclusively } from '../../localstack/emulator/lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'meterline-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const silent = () => {};

it('two at once do it one after the other, and the second is told for whom it waits', async () => {
  const file = join(folder, 'both.lock');
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await sleep(20);
    seen.push(`${name} ends`);
  };
  const told: number[] = [];
  await Promise.all([exclusively(file, silent, work('a')), exclusively(file, (pid) => told.push(pid), work('b'))]);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(told).toEqual([process.pid]);
});

it('what fails lets the next one in', async () => {
  const file = join(folder, 'failing.lock');
  const failing = exclusively(file, silent, async () => Promise.reject(new TypeError('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(await exclusively(file, silent, async () => 'in')).toBe('in');
});

it('the lock of a process that is gone is taken over', async () => {
  const file = join(folder, 'gone.lock');
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(file, String(gone));
  const waits = (pid: number) => expect.fail(`waits for ${pid}`);
  expect(await exclusively(file, waits, async () => 'in')).toBe('in');
});

it('leaves no file behind', () => {
  expect(readdirSync(folder)).toEqual([]);
});
