import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../client/read-answer.ts';

const read = (status: number, body: unknown, retryAfter: string | null = null) =>
  readAnswer({ status, retryAfter, text: typeof body === 'string' ? body : JSON.stringify(body) }, 3, 0);

const mistake = { code: 'quantity_missing', detail: 'needs "minutes"', pointer: '/data/minutes' };

describe('what an answer says about the events', () => {
  it('202: those that are in no list were accepted', () => {
    const body = { accepted: 1, duplicates: [{ index: 2, id: 'c' }], rejected: [{ index: 0, id: 'a', ...mistake }] };
    expect(read(202, body)).toEqual({ kind: 'settled', duplicates: [2], rejected: [{ index: 0, ...mistake }] });
  });

  it('400 with a list: each event has its own mistake', () => {
    const rejected = [0, 1, 2].map((index) => ({ index, id: null, ...mistake }));
    const body = { status: 400, code: 'quantity_missing', accepted: 0, duplicates: [], rejected };
    expect(read(400, body)).toEqual({
      kind: 'settled',
      duplicates: [],
      rejected: [0, 1, 2].map((index) => ({ index, ...mistake })),
    });
  });

  it.each([
    [401, { code: 'unauthorized', detail: 'Unauthorized' }, 'unauthorized'],
    [403, { code: 'scope_missing', detail: 'ingest' }, 'scope_missing'],
    [404, '<html>', 'http_404'],
    [301, '', 'http_301'],
  ])('%d: the request is refused for good, as %j', (status, body, code) => {
    expect(read(status, body)).toMatchObject({ kind: 'refused', code });
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('%d: nobody knows, try again', (status) => {
    expect(read(status, '', '2')).toMatchObject({ kind: 'unsettled', retryAfterMs: 2000 });
  });

  it.each([
    ['a page of a proxy', '<html>welcome</html>'],
    ['nothing', ''],
    ['a cut answer', '{"accepted":3,"dupl'],
    ['an account of fewer events than were sent', { accepted: 2, duplicates: [], rejected: [] }],
    ['an account that names an event twice', { accepted: 1, duplicates: [{ index: 0 }, { index: 0 }], rejected: [] }],
    ['an index that is none', { accepted: 2, duplicates: [{ index: 7 }], rejected: [] }],
  ])('200 with %s does not confirm anything: try again', (_, body) => {
    expect(read(200, body)).toMatchObject({ kind: 'unsettled' });
  });

  it.each([
    ['the API', { code: 'request_too_large' }],
    ['its gateway, which cannot hand 5 MB of quotes to a function', { message: 'Request Too Long' }],
    ['a proxy before it', '<html>413 Request Entity Too Large</html>'],
  ])('413, from %s: too large, to be sent in parts', (_, body) => {
    expect(read(413, body)).toEqual({ kind: 'too_large' });
  });
});
