import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  finishAdvance,
  moveClock,
  requireTestClock,
  startAdvance,
} from '../../../../functions/catalog/test-clock/test-clock-store.ts';
import { type TestClockId, testClockId } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { CatalogApi } from '../catalog-api.ts';

let api: CatalogApi;
let id: TestClockId;
const day = (number: number): Instant => parseInstant(`2026-01-${String(number).padStart(2, '0')}T00:00:00Z`);

beforeEach(async () => {
  api = new CatalogApi();
  id = testClockId(String((await api.call('POST /test-clocks', { now: day(1) })).body.id));
});
afterEach(() => vi.unstubAllEnvs());

describe('POST /test-clocks makes a clock that stands', () => {
  it('and is answered, listed and found', async () => {
    const { body } = await api.call('GET /test-clocks/{testClockId}', undefined, { testClockId: id });
    expect(body).toMatchObject({ id, now: day(1), status: 'ready', target: null });
    expect((await api.call('GET /test-clocks')).body).toEqual({ data: [body], nextCursor: null });
  });

  it.each([
    ['no time', {}, 'required'],
    ['a time without an offset', { now: '2026-01-01T00:00:00' }, 'time_without_offset'],
    ['30 February', { now: '2026-02-30T00:00:00Z' }, 'time_invalid'],
    ['the year 9999', { now: '9999-12-31T00:00:00Z' }, 'time_out_of_range'],
  ])('%s is refused, and leaves nothing behind', async (_, body, code) => {
    expect(await api.refusal('POST /test-clocks', body)).toEqual({ status: 400, code, pointer: '/now' });
    expect(api.table.items.size).toBe(1);
  });
});

describe('a clock advances to its target in steps', () => {
  it('advancing, moving, ready', async () => {
    expect(await startAdvance(id, day(9))).toMatchObject({ now: day(1), status: 'advancing', target: day(9) });
    await moveClock(id, day(4));
    expect(await requireTestClock(id)).toMatchObject({ now: day(4), status: 'advancing', target: day(9) });
    await moveClock(id, day(9));
    expect(await finishAdvance(id)).toMatchObject({ now: day(9), status: 'ready', target: null });
  });

  it('each step repeated changes nothing', async () => {
    await startAdvance(id, day(9));
    await startAdvance(id, day(9));
    await moveClock(id, day(4));
    await moveClock(id, day(4));
    await moveClock(id, day(2));
    expect(await requireTestClock(id)).toMatchObject({ now: day(4), status: 'advancing', target: day(9) });
    await moveClock(id, day(9));
    await finishAdvance(id);
    await moveClock(id, day(9));
    expect(await finishAdvance(id)).toMatchObject({ now: day(9), status: 'ready', target: null });
  });

  it('the later of two targets holds', async () => {
    await startAdvance(id, day(9));
    expect((await startAdvance(id, day(5))).target).toBe(day(9));
    expect((await startAdvance(id, day(12))).target).toBe(day(12));
  });

  it('a target raised before the finish keeps it going', async () => {
    await startAdvance(id, day(9));
    await moveClock(id, day(9));
    await startAdvance(id, day(12));
    expect(await finishAdvance(id)).toMatchObject({ now: day(9), status: 'advancing', target: day(12) });
  });

  it('never backwards', async () => {
    await startAdvance(id, day(9));
    await moveClock(id, day(9));
    await expect(startAdvance(id, day(8))).rejects.toMatchObject({
      code: 'clock_moves_forward',
      mistakes: [{ pointer: '/to' }],
    });
    expect(await requireTestClock(id)).toMatchObject({ now: day(9), target: day(9) });
  });

  it('never beyond its target, and not without one', async () => {
    await expect(moveClock(id, day(2))).rejects.toMatchObject({ code: 'test_clock_not_advancing' });
    await startAdvance(id, day(9));
    await expect(moveClock(id, day(10))).rejects.toMatchObject({ code: 'test_clock_not_advancing' });
    expect((await requireTestClock(id)).now).toBe(day(1));
  });

  it('a clock that is not there is not made', async () => {
    const other = testClockId('clk_other');
    for (const step of [startAdvance(other, day(9)), moveClock(other, day(9)), finishAdvance(other)]) {
      await expect(step).rejects.toMatchObject({ code: 'test_clock_not_found' });
    }
    expect(api.table.items.size).toBe(1);
  });
});
