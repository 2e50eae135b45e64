import type { Dice } from './dice.ts';

/** JSON texts that some reader of a body might not expect. They stand for a value, and need not be ones that `JSON.stringify` prints. */
const tokens: readonly string[] = [
  ...['null', 'true', '0', '-0', '-1', '1.5', '1e400', '-1e400', '1e-400', '9007199254740993', '1e21', '1e-7'],
  ...['123456789012345678901234567890', '""', '" "', '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"x\\udc00y"'],
  ...['"\\ufeff"', '"\\uffff"', '"\\u202e"', '"#"', '"a#b"', '"a/b"', '".."', '"%2e%2e"', '"%"', '"{{x}}"'],
  ...['"__proto__"', '"constructor"', '"NaN"', '"Infinity"', '"-0"', '"1e400"', '"1e-400"', '"1e1000000000"', '"0x10"'],
  ...['"-1"', '"0"', '"0.000000000000000000000000000000000000001"', '"99999999999999999999999999999999999999"'],
  ...['"999999999999999999999999999999999999999.99"', '" 1 "', '"1,5"', '"١"', '"=1+1"', '"<script>"'],
  ...['"0000-01-01T00:00:00Z"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999Z"', '"+010000-01-01T00:00:00Z"'],
  ...['"2026-06-30T23:59:60Z"', '"2026-02-30T00:00:00Z"', '"2026-10-01T24:00:00Z"', '"2026-10-01T00:00:00+14:00"'],
  ...['"2026-10-01T00:00:00-23:59"', '"-000001-01-01T00:00:00Z"', '"2026-10-01"', '"1970-01-01T00:00:00Z"'],
  ...[
    '"9999-12-31T23:59:59-12:00"',
    '"2026-10-25T02:30:00+02:00"',
    '"now"',
    '"period_end"',
    '"never"',
    '"USD"',
    '"XXX"',
    '"usd"',
  ],
  ...[
    '[]',
    '{}',
    '[[]]',
    '[null]',
    '{"":""}',
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":1}}',
    '{"a":1,"a":2}',
  ],
  ...['{"length":1e9}', '{"toString":1}', '{"then":1}', '["a","a"]'],
  `"${'x'.repeat(300)}"`,
  `"${'é'.repeat(1_100)}"`,
  `"${'x'.repeat(5_000)}"`,
  `"${'😀'.repeat(70)}"`,
  `${'['.repeat(100)}${']'.repeat(100)}`,
  `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
  `[${'1,'.repeat(2_000)}1]`,
  `{${Array.from({ length: 300 }, (_, at) => `"k${at}":1`).join(',')}}`,
];

/** Whole bodies that are no valid ones of any operation. */
const bodies: readonly string[] = [
  ...[
    '',
    ' ',
    '{',
    '[',
    'null',
    '[]',
    '""',
    '0',
    'undefined',
    '{}x',
    "{'a':1}",
    '{"a":1,}',
    '\ufeff{}',
    '\u0000',
    '{"a":\u0001}',
  ],
  ...[`${'['.repeat(60_000)}${']'.repeat(60_000)}`, `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, '{"a":1,"a":1}'],
  ...[`{"a":"${'x'.repeat(200_000)}"}`, `[${'{},'.repeat(9_000)}{}]`, `{${'"a":1,'.repeat(9_000)}"a":1}`],
];

/** Parts of a path or a query, as they stand in the address. */
const places: readonly string[] = [
  ...[
    '%00',
    'a%00b',
    '%ED%A0%80',
    '%FF',
    '%',
    '%zz',
    '%E0%A4%A',
    '%2F',
    '..%2F..',
    '%2e%2e',
    '%23',
    'a%23b',
    '%25',
    '%F0%9F%98%80',
  ],
  ...[
    '%20',
    '+',
    '__proto__',
    'constructor',
    'null',
    'undefined',
    '-1',
    '0',
    '1e400',
    'NaN',
    '9007199254740993',
    '%0d%0a',
    '%C2%85',
  ],
  ...[
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '%2B010000-01-01T00:00:00Z',
    '2026-06-30T23:59:60Z',
    '1970-01-01T00:00:00Z',
  ],
  ...[
    'x'.repeat(129),
    'x'.repeat(600),
    'x'.repeat(1_500),
    '%C3%A9'.repeat(300),
    '%F0%9F%98%80'.repeat(100),
    ',',
    'a,'.repeat(40),
  ],
  ...[
    'eyJwayI6IngifQ',
    'eyJwayI6IngifQ.AAAAAAAAAAAAAAAAAAAAAA',
    'e30',
    'W10.',
    '.',
    '.html',
    'x.pdf',
    'inv_x.html',
    'LATE',
    '!',
    '~',
  ],
];

/** Headers that go with a request, some in place of those that it has. */
const headers: readonly Readonly<Record<string, string>>[] = [
  ...[{ 'content-type': 'text/plain' }, { 'content-type': '' }, { 'content-type': 'application/json; charset=utf-16' }],
  ...[
    { 'content-type': 'application/xml' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'content-type': ';' },
  ],
  ...[
    { 'idempotency-key': '' },
    { 'idempotency-key': 'é\u00ff' },
    { 'idempotency-key': '"#/%00' },
    { 'idempotency-key': 'k'.repeat(3_000) },
  ],
  ...[{ authorization: 'Bearer' }, { authorization: 'Bearer a.b.c' }, { authorization: `Bearer ${'x'.repeat(3_000)}` }],
  ...[
    { authorization: 'Basic eDp4' },
    { authorization: 'Bearer é' },
    { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
  ],
  ...[
    { accept: 'application/pdf' },
    { accept: 'text/csv' },
    { accept: 'application/x-ndjson' },
    { accept: ';,;' },
    { accept: '' },
  ],
  ...[{ 'accept-language': 'xx-é;q=2' }, { 'x-forwarded-for': '"' }, { 'x-amzn-trace-id': 'Root=é' }],
];

export const hostileToken = (dice: Dice): string => dice.pick(tokens);
export const hostileBody = (dice: Dice): string => dice.pick(bodies);
export const hostilePlace = (dice: Dice): string => dice.pick(places);
export const hostileHeaders = (dice: Dice): Readonly<Record<string, string>> => dice.pick(headers);
