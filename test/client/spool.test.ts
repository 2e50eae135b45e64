import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SpoolInUse } from '../../client/client-error.ts';
import { Spool } from '../../client/spool.ts';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, appendFileSync: vi.fn(fs.appendFileSync) };
});

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meterline-spool-'));
  path = join(folder, 'deep', 'usage.spool');
});
afterEach(() => rmSync(folder, { recursive: true }));

const event = (id: string, padding = 0): string => JSON.stringify({ id, padding: 'x'.repeat(padding) });

/** What the file would give a process that starts now. */
const left = (): readonly string[] => {
  const copy = join(folder, 'copy');
  writeFileSync(copy, readFileSync(path));
  const spool = new Spool({ path: copy });
  spool.close();
  return spool.recovered;
};

describe('the spool', () => {
  it('has an event as soon as it is appended, and until it is settled', () => {
    const spool = new Spool({ path });
    spool.append(1, event('a'));
    spool.append(2, event('b'));
    expect(left()).toEqual([event('a'), event('b')]);
    spool.settle([1]);
    expect(left()).toEqual([event('b')]);
    spool.settle([2]);
    expect(left()).toEqual([]);
    expect(statSync(path).size).toBe(0);
    spool.close();
  });

  it('continues with what was left, numbered anew from 1', () => {
    const first = new Spool({ path });
    for (const n of [1, 2, 3]) first.append(n, event(`e${n}`));
    first.settle([1]);
    first.close();
    const second = new Spool({ path, survives: 'power_loss' });
    expect(second.recovered).toEqual([event('e2'), event('e3')]);
    second.settle([1]);
    second.append(3, event('e4'));
    expect(left()).toEqual([event('e3'), event('e4')]);
    second.close();
  });

  it('a torn last line is passed over, and what comes after it is whole', () => {
    const first = new Spool({ path });
    first.append(1, event('a'));
    first.close();
    appendFileSync(path, '{"n":2,"event":{"id":"to');
    const second = new Spool({ path });
    expect(second).toMatchObject({ recovered: [event('a')], unreadable: 1 });
    second.append(2, event('b'));
    expect(left()).toEqual([event('a'), event('b')]);
    second.close();
  });

  it('a write that fails half-way, as on a full disk, costs just its event', () => {
    const spool = new Spool({ path });
    spool.append(1, event('a'));
    vi.mocked(appendFileSync).mockImplementationOnce((file, line) => {
      writeSync(Number(file), String(line).slice(0, 20));
      throw new Error('ENOSPC');
    });
    expect(() => spool.append(2, event('b'))).toThrow('ENOSPC');
    spool.append(3, event('c'));
    spool.settle([1, 2]);
    expect(left()).toEqual([event('c')]);
    spool.close();
  });

  it('is rewritten when most of it is settled: 30 MB through it, and it stays below 10', () => {
    const spool = new Spool({ path });
    spool.append(1, event('stays'));
    for (let n = 2; n <= 300; n++) {
      spool.append(n, event(`e${n}`, 100_000));
      spool.settle([n]);
      expect(statSync(path).size).toBeLessThan(10_000_000);
    }
    expect(left()).toEqual([event('stays')]);
    spool.close();
  });

  it('belongs to one client; what a process that is gone had locked is taken over', () => {
    const spool = new Spool({ path });
    expect(() => new Spool({ path })).toThrow(SpoolInUse);
    spool.close();
    writeFileSync(`${path}.lock`, String(process.ppid));
    expect(() => new Spool({ path })).toThrow(SpoolInUse);
    // Above Linux's largest pid.
    writeFileSync(`${path}.lock`, '4194305');
    new Spool({ path }).close();
    writeFileSync(`${path}.lock`, String(process.pid));
    new Spool({ path }).close();
  });

  it('can be read by its owner alone', () => {
    const spool = new Spool({ path });
    spool.append(1, event('a'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    spool.close();
  });
});
