import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Outcomes } from '../../client/outcomes.ts';
import { Reports } from '../../client/reports.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meterline-outcomes-'));
  path = join(folder, 'usage.spool');
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = '{"specversion":"1.0","id":"a","source":"s","type":"t","subject":"c","time":"x","data":{}}';
const recorded = { n: 1, text, bytes: text.length, recordedAt: 0 };
const rejected = { kind: 'rejected', code: 'quantity_missing', detail: 'needs it', pointer: '/data/minutes' } as const;

describe('what became of an event', () => {
  it('refused: it leaves the spool, and is kept beside it with the reason', () => {
    const outcomes = new Outcomes(new Reports({ onRejected: () => {} }), { path });
    outcomes.recorded(1, text);
    outcomes.verdicts([recorded], [rejected], false);
    outcomes.close();
    const { kind: _, ...reason } = rejected;
    expect(JSON.parse(readFileSync(`${path}.rejected.ndjson`, 'utf8'))).toEqual({ ...reason, event: JSON.parse(text) });
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('refused, and that cannot be written: it stays in the spool, and the failure is told', () => {
    mkdirSync(`${path}.rejected.ndjson`);
    const failures: unknown[] = [];
    const reports = new Reports({ onRejected: () => {}, onSpoolFailed: (error) => failures.push(error) });
    const outcomes = new Outcomes(reports, { path });
    outcomes.recorded(1, text);
    outcomes.verdicts([recorded], [rejected], false);
    outcomes.close();
    expect(failures).toMatchObject([{ code: 'EISDIR' }]);
    expect(readFileSync(path, 'utf8')).toContain(text);
  });

  it('undelivered at the end: it stays in the spool; given up before: it is dropped', () => {
    const reasons: string[] = [];
    const reports = new Reports({ onDropped: ({ reason }) => reasons.push(reason) });
    const outcomes = new Outcomes(reports, { path });
    for (const n of [1, 2]) outcomes.recorded(n, text);
    outcomes.verdicts([recorded], [{ kind: 'undelivered', reason: 'HTTP 503' }], true);
    outcomes.verdicts([{ ...recorded, n: 2 }], [{ kind: 'undelivered', reason: 'HTTP 503' }], false);
    outcomes.close();
    expect(reasons).toEqual(['gave_up']);
    expect(outcomes.tally).toMatchObject({ recorded: 2, kept: 1, dropped: 1 });
    expect(new Outcomes(reports, { path }).recovered).toEqual([text]);
  });
});
