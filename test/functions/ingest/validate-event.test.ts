import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../functions/ingest/json-numbers.ts';
import { maxDataBytes, validateEvent } from '../../../functions/ingest/validate-event.ts';
import { meterKey } from '../../../functions/kernel/ids.ts';
import { type Instant, plusMilliseconds } from '../../../functions/kernel/instant.ts';
import { cloudEvent, jobs, minutes, usageEvent } from './sample.ts';

const meters = (type: string) => (type === minutes.eventType ? [minutes] : []);
const check = (input: unknown) => validateEvent(input, meters);
const mistake = (input: unknown): string => {
  const validated = check(input);
  return validated.ok ? 'taken' : `${validated.mistake.code} ${validated.mistake.pointer}`.trim();
};
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

describe('an event that keeps the rules is taken as it is', () => {
  it('with all that it has', () => {
    expect(check(cloudEvent())).toEqual({ ok: true, event: usageEvent(), unreadable: [] });
  });

  it('the source is "default" when there is none, and nothing else is made up', () => {
    const { source: _, specversion: __, ...bare } = cloudEvent();
    expect(check(bare)).toEqual({ ok: true, event: usageEvent({ source: 'default' }), unreadable: [] });
  });

  it('a time with another offset is the same instant', () => {
    expect(check(cloudEvent({ time: '2026-10-03T16:11:09.120+02:00' }))).toEqual(check(cloudEvent()));
  });

  it('without data it has none; a type that no meter counts may carry anything', () => {
    expect(mistake(cloudEvent({ type: 'other', data: undefined }))).toBe('taken');
    expect(mistake(cloudEvent({ type: 'other', data: null }))).toBe('taken');
    expect(mistake(cloudEvent({ type: 'other', data: { minutes: 'many' } }))).toBe('taken');
  });

  it('256 characters are not too long, and a surrogate pair is whole', () => {
    expect(mistake(cloudEvent({ id: '€'.repeat(256), source: '😀#%/' }))).toBe('taken');
  });
});

describe('data may have a value of any kind', () => {
  it.each([{ a: null }, { a: { b: null } }, { a: [null, [null]] }, { a: true, b: '', c: [], d: {} }, {}])(
    '%j',
    (data) => {
      expect(mistake(cloudEvent({ type: 'other', data }))).toBe('taken');
    },
  );
});

describe('a meter asks for its value only of the events that it counts', () => {
  const hd = { property: 'quality', op: 'eq', value: 'hd' } as const;
  const filtered = { ...minutes, filters: [hd] };
  const judged = (data: unknown, ...of: readonly (typeof minutes)[]) => {
    const validated = validateEvent(cloudEvent({ data }), () => of);
    return validated.ok ? 'taken' : validated.mistake.code;
  };

  it('one that its filter leaves out needs none', () => {
    expect(judged({ quality: 'sd' }, filtered)).toBe('taken');
    expect(judged({ quality: 'sd', minutes: 'many' }, filtered)).toBe('taken');
    expect(judged({ quality: 'hd' }, filtered)).toBe('quantity_missing');
    expect(judged({ quality: 'hd', minutes: '5' }, filtered)).toBe('taken');
  });

  it('with two conditions, only one that meets both', () => {
    const both = { ...minutes, filters: [hd, { ...hd, property: 'codec', value: 'av1' }] };
    expect(judged({ quality: 'hd', codec: 'h264' }, both)).toBe('taken');
    expect(judged({ quality: 'hd', codec: 'av1' }, both)).toBe('quantity_missing');
  });
});

describe('a mistake is told in words of a bounded length', () => {
  const detailOf = (input: unknown): string => {
    const validated = check(input);
    return validated.ok ? 'taken' : validated.mistake.detail;
  };

  it('of a number with 100 digits the first 60 are shown', () => {
    const text = JSON.stringify(cloudEvent({ data: { minutes: 0 } })).replace(
      '"minutes":0',
      `"minutes":${'12'.repeat(50)}`,
    );
    expect(detailOf(parseJson(text))).toMatch(/^(12){30} is more than a JSON number can hold/);
  });

  it('data may have 120 KiB', () => {
    expect(detailOf(cloudEvent({ data: { minutes: '5', text: 'x'.repeat(maxDataBytes) } }))).toBe(
      '"data" has at most 120 KiB.',
    );
  });
});

describe('what is no mistake of the event is no mistake', () => {
  it('an error of our own is passed on', () => {
    const broken = () => {
      throw new TypeError('the meters are not there');
    };
    expect(() => validateEvent(cloudEvent(), broken)).toThrow(TypeError);
  });
});

describe('the first mistake has a code and a place', () => {
  it.each<[string, unknown]>([
    ['event_not_an_object', 5],
    ['event_not_an_object', null],
    ['event_not_an_object', [cloudEvent()]],
    ['specversion_unsupported /specversion', cloudEvent({ specversion: '0.3' })],
    ['specversion_unsupported /specversion', cloudEvent({ specversion: 1 })],
    ['id_required /id', cloudEvent({ id: undefined })],
    ['id_required /id', cloudEvent({ id: '' })],
    ['id_not_text /id', cloudEvent({ id: 5 })],
    ['id_too_long /id', cloudEvent({ id: 'a'.repeat(257) })],
    ['id_invalid /id', cloudEvent({ id: 'a\u0000' })],
    ['id_invalid /id', cloudEvent({ id: 'a\u0085' })],
    ['id_invalid /id', cloudEvent({ id: 'a\uffff' })],
    ['id_invalid /id', cloudEvent({ id: 'a\ud800' })],
    ['source_required /source', cloudEvent({ source: '' })],
    ['source_not_text /source', cloudEvent({ source: {} })],
    ['type_required /type', cloudEvent({ type: undefined })],
    ['type_invalid /type', cloudEvent({ type: 'a\nb' })],
    ['subject_required /subject', cloudEvent({ subject: null })],
    ['subject_invalid /subject', cloudEvent({ subject: 'a b' })],
    ['subject_invalid /subject', cloudEvent({ subject: 'a#b' })],
    ['subject_invalid /subject', cloudEvent({ subject: '..' })],
    ['subject_invalid /subject', cloudEvent({ subject: 'a'.repeat(129) })],
    ['time_required /time', cloudEvent({ time: undefined })],
    ['time_not_text /time', cloudEvent({ time: 1_790_000_000 })],
    ['time_without_offset /time', cloudEvent({ time: '2026-10-03T14:11:09' })],
    ['time_invalid /time', cloudEvent({ time: '2026-10-03' })],
    ['time_invalid /time', cloudEvent({ time: '2026-02-30T00:00:00Z' })],
    ['time_invalid /time', cloudEvent({ time: '2026-10-03T24:00:00Z' })],
    ['time_invalid /time', cloudEvent({ time: 'yesterday' })],
    ['data_not_an_object /data', cloudEvent({ data: 'text' })],
    ['data_not_an_object /data', cloudEvent({ data: [1] })],
    ['data_not_json /data_base64', cloudEvent({ data_base64: 'eyJtaW51dGVzIjoiNSJ9' })],
    ['data_too_deep /data', cloudEvent({ data: { minutes: '5', deep: nested(17) } })],
    ['data_invalid /data/a/1', cloudEvent({ data: { minutes: '5', a: ['\\ud800', '\ud800'] } })],
    ['data_invalid /data', cloudEvent({ data: { minutes: '5', '\udc00': 1 } })],
    ['quantity_missing /data/minutes', cloudEvent({ data: {} })],
    ['quantity_invalid /data/minutes', cloudEvent({ data: { minutes: 'many' } })],
  ])('%s', (expected, input) => {
    expect(mistake(input)).toBe(expected);
  });

  it.each([['0.30000000000000004'], ['1.0000000000000000001'], ['12345678901234567'], ['1e400'], ['1e-400']])(
    '%s is refused with the advice to send a string, also where no meter looks',
    (number) => {
      const text = JSON.stringify(cloudEvent({ data: { minutes: '5', seen: [{ at: 0 }] } }));
      const validated = check(parseJson(text.replace('"at":0', `"at":${number}`)));
      expect(validated).toMatchObject({
        ok: false,
        mistake: {
          code: 'number_too_precise',
          pointer: '/data/seen/0/at',
          detail: expect.stringContaining('send it as a string'),
        },
      });
    },
  );

  it('a number too long in another place is no text', () => {
    expect(mistake(parseJson(`{"id":12345678901234567}`))).toBe('id_not_text /id');
  });

  it('16 levels are deep enough, 17 too many, 100,000 do no harm', () => {
    const events = [16, 17, 100_000].map(
      (levels) =>
        `{"id":"1","type":"t","subject":"c","time":"2026-10-03T00:00:00Z","data":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`,
    );
    expect(events.map((text) => mistake(JSON.parse(text)))).toEqual([
      'taken',
      'data_too_deep /data',
      'data_too_deep /data',
    ]);
  });
});

describe('an event always fits into a message', () => {
  const withNote = (note: string) => cloudEvent({ type: 'other', data: { note } });
  const room = maxDataBytes - '{"note":""}'.length;

  it('its data has at most 120 KiB of UTF-8: half as many "é" as letters', () => {
    expect(mistake(withNote('a'.repeat(room)))).toBe('taken');
    expect(mistake(withNote('a'.repeat(room + 1)))).toBe('data_too_large /data');
    expect(mistake(withNote('é'.repeat(room / 2 + 1)))).toBe('data_too_large /data');
  });

  it('what JSON escapes counts as it is sent: a quote is two', () => {
    expect(mistake(withNote('"'.repeat(room / 2 + 1)))).toBe('data_too_large /data');
  });
});

describe('an event of several meters', () => {
  const both = (input: unknown) => validateEvent(input, () => [minutes, jobs]);

  it('is taken where one of them can read it; the other is told beside it', () => {
    expect(both(cloudEvent({ data: {} }))).toMatchObject({
      ok: true,
      unreadable: [{ meter: 'minutes', mistake: { code: 'quantity_missing', pointer: '/data/minutes' } }],
    });
  });

  it('is judged by an archived meter only where it is from before the archival', () => {
    const input = cloudEvent({ data: {} });
    const { time } = usageEvent();
    const archivedAt = (at: Instant) => validateEvent(input, () => [{ ...minutes, archivedAt: at }]);
    expect(archivedAt(time)).toMatchObject({ ok: true, unreadable: [] });
    expect(archivedAt(plusMilliseconds(time, 1))).toMatchObject({ ok: false, mistake: { code: 'quantity_missing' } });
  });

  it('is refused where none can, and where the filters of the other keep it out', () => {
    const seconds = {
      ...minutes,
      key: meterKey('seconds'),
      measure: { aggregation: 'max', valueProperty: 'seconds' },
    } as const;
    const refused = { ok: false, mistake: { code: 'quantity_missing', pointer: '/data/minutes' } };
    expect(validateEvent(cloudEvent({ data: {} }), () => [minutes, seconds])).toMatchObject(refused);
    const elsewhere = { ...jobs, filters: [{ property: 'region', op: 'eq', value: 'eu' }] } as const;
    expect(validateEvent(cloudEvent({ data: {} }), () => [minutes, elsewhere])).toMatchObject(refused);
  });

  it('has the same hash whichever meters can read it: a meter made later makes no conflict of a repeat', () => {
    const before = validateEvent(cloudEvent({ data: {} }), () => [jobs]);
    expect(both(cloudEvent({ data: {} }))).toMatchObject({ event: before.ok ? before.event : null });
  });
});
