import { describe, expect, it } from 'vitest';
import { differenceFrom } from './result.ts';

const differences = (language: string, text: string, output: string) =>
  differenceFrom({ language, text, line: 1 }, output);

describe('JSON', () => {
  const json = (wanted: unknown, output: string) => differences('json', JSON.stringify(wanted, null, 2), output);

  it('is an excerpt: an object may have more fields', () => {
    expect(json({ total: '268.00' }, '{"id":"inv_1","total":"268.00"}\n')).toBeUndefined();
    expect(json({ a: { b: null } }, '{"a":{"b":null,"c":1}}')).toBeUndefined();
    expect(json({ total: '268.00' }, '{"total":"286.00"}')).toBe('/total is "286.00", and not "268.00"');
    expect(json({ total: '268.00' }, '{}')).toBe('/total is undefined, and not "268.00"');
    expect(json({ paidAt: null }, '{}')).toBe('/paidAt is undefined, and not null');
  });

  it('a list has just these elements, in this order', () => {
    expect(json({ data: [{ id: 'a' }] }, '{"data":[{"id":"a","b":1}]}')).toBeUndefined();
    expect(json({ data: [] }, '{"data":[1]}')).toBe('/data is [1], and not []');
    expect(json([1, 2], '[1,3]')).toBe('/1 is 3, and not 2');
  });

  it('"…" is any text, and stands for a part of one', () => {
    expect(json({ id: '…', url: 'https://…/v1' }, '{"id":"x","url":"https://a.example/v1"}')).toBeUndefined();
    expect(json({ id: '…' }, '{"id":7}')).toBe('/id is 7, and not "…"');
    expect(json({ id: 'inv_…' }, '{"id":"sub_1"}')).toBe('/id is "sub_1", and not "inv_…"');
  });

  it('is what was printed last, on one line or more', () => {
    expect(json({ a: 2 }, '{"a":1}\n{"a":2}\n\n')).toBeUndefined();
    expect(json({ a: { b: 2 } }, 'hello\n{\n  "a": {\n    "b": 2\n  }\n}\n')).toBeUndefined();
    expect(json({ a: 1 }, '{"a":1}\n{"a":2}\n')).toBe('/a is 2, and not 1');
    expect(json({ a: 1 }, 'hello\n')).toBe('no JSON was printed');
  });
});

describe('text and CSV', () => {
  it('has these lines in this order; others may be between them', () => {
    expect(differences('text', 'a\nc', 'x a x\nb\nc\n')).toBeUndefined();
    expect(differences('csv', 'c\na', 'a\nb\nc\n')).toBe('no line after the others is: a');
    expect(differences('text', 'd', 'a\nb\n')).toBe('no line is: d');
  });

  it('where … is anything, and nothing else is a pattern', () => {
    expect(differences('text', '3 records: … accepted (…)', 'so: 3 records: 2 accepted (a.csv)')).toBeUndefined();
    expect(differences('text', 'a.c', 'abc')).toBe('no line is: a.c');
  });
});
