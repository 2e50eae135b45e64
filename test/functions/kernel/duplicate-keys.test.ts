import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateKeys } from '../../../functions/kernel/duplicate-keys.ts';
import { pointerOf } from '../../../functions/kernel/json-pointer.ts';

const found = (text: string): readonly string[] => {
  const pointers: string[] = [];
  for (const { first, path } of duplicateKeys(text)) {
    expect(path()[0]).toBe(first);
    pointers.push(pointerOf(path()));
  }
  return pointers;
};

describe('a key that stands twice in one object is found where it stands', () => {
  it.each([
    ['{"a":1,"a":2}', ['/a'], 'with another value'],
    ['{"a":1,"a":1}', ['/a'], 'with the same value'],
    ['{"a":1,"\\u0061":2}', ['/a'], 'spelled in another way'],
    ['{"" : 1 ,\n"" \t: 2}', ['/'], 'the empty key, with spaces'],
    ['{"__proto__":1,"__proto__":2}', ['/__proto__'], 'a key that every object has'],
    ['[{"a":1},{"b":[0,{"c/d":1,"c/d":2}]}]', ['/1/b/1/c~1d'], 'deep inside'],
    ['{"a":1,"a":2,"a":3}', ['/a', '/a'], 'three times'],
    ['[{"a":1,"a":2},{"b":1,"b":2}]', ['/0/a', '/1/b'], 'in two objects'],
    ['{"a":{"x":1},"a":{"x":1}}', ['/a'], 'only the outer one: each inner object has it once'],
    ['{"a\\"":"\\\\","a\\"":1}', ['/a"'], 'with a quote in it'],
  ])('%s: %s (%s)', (text, pointers) => {
    expect(found(text)).toEqual(pointers);
  });

  it.each([
    ['[{"a":1},{"a":2}]', 'in two objects of a list'],
    ['{"a":{"a":{"a":1}}}', 'one inside the other'],
    ['{"a":"a","b":"a"}', 'as values'],
    ['{"a":"\\"a\\":1,","b":"{\\"b\\":1}"}', 'inside of text'],
    ['["a","a"]', 'in a list'],
    ['"a"', 'alone'],
    ['{"a":1,"A":2}', 'in another case'],
  ])('%s has none: the same text %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('whatever is printed from a value has none, and one once it is written a second time', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(found(text)).toEqual([]);
        const [key] = Object.keys(value);
        if (key === undefined) return;
        expect(found(`[0,{${JSON.stringify(key)}:0,${text.slice(1)}]`)).toEqual([pointerOf([1, key])]);
      }),
    );
  });

  it('a hundred thousand levels are no deeper than one', () => {
    expect(found(`${'['.repeat(100_000)}{"a":1,"a":2}${']'.repeat(100_000)}`)).toHaveLength(1);
  });
});
