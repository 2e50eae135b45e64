import { describe, expect, it } from 'vitest';
import { instrumented } from './instrumented.ts';
import { mutantOf } from './mutant.ts';
import { ownMutators } from './mutators.ts';

const mutantsOf = async (code: string) => (await instrumented(new Map([['a.ts', code]]))).mutants;
const own = new Set(ownMutators.map(({ name }) => name));
const replacements = async (code: string): Promise<readonly string[]> =>
  (await mutantsOf(code)).filter(({ mutator }) => own.has(mutator)).map(({ replacement }) => replacement);

describe('the mistakes that are made beside those of Stryker', () => {
  it.each<[string, readonly string[]]>([
    ['f(a.plus(b));', ['a.minus(b)', ';']],
    ['const a = b.times(c);', ['b.div(c)']],
    ['const a = b.greaterThan(c);', ['b.greaterThanOrEqualTo(c)', 'b.lessThanOrEqualTo(c)']],
    ['const a = b.isZero();', ['!b.isZero()']],
    ['const a = add(b, c);', ['subtract(b, c)']],
    ['const a = compare(b, c);', ['compare(c, b)']],
    ['const a = settle(negate(b));', ['negate(b)', 'b']],
    ['const a = b.toSorted(f);', ['b']],
    ['const a = b ?? c;', ['c']],
    ['const a = b.plus(ONE);', ['b.minus(ONE)', 'ZERO']],
    ['const a = [7, 0, 0.5];', ['8', '6', '1']],
    ['await f();', [';']],
  ])('%s: %j', async (code, mistakes) => {
    expect((await replacements(code)).toSorted()).toEqual(mistakes.toSorted());
  });

  it.each(['export const ONE = f();', 'const a = { 1: b };', 'const a = b.ZERO;', 'const a = c.toString();'])(
    '%s: what is only a name stays',
    async (code) => {
      expect(await replacements(code)).toEqual([]);
    },
  );

  it('stand beside those of Stryker, once', async () => {
    const names = (await mutantsOf('const a = b.plus(c) > d;')).map(({ mutator }) => mutator);
    expect(names.filter((name) => name === 'OtherMethod')).toHaveLength(1);
    expect(names).toContain('EqualityOperator');
  });
});

describe('a mutant', () => {
  const text = 'const a = f(b);\nconst c = a\n  .plus(b);\n';
  const location = { start: { line: 1, column: 10 }, end: { line: 2, column: 10 } };

  it('says what it is in a line, and has the file that it makes', () => {
    const found = { location, replacement: 'a.minus(\n  b)', mutatorName: 'OtherMethod' };
    expect(mutantOf({ id: '1', fileName: 'a.ts', ...found }, text)).toEqual({
      ...{ id: '1', file: 'a.ts', line: 2, mutator: 'OtherMethod', place: 'const c = a' },
      ...{ original: 'a .plus(b)', replacement: 'a.minus( b)' },
      mutated: 'const a = f(b);\nconst c = (a.minus(\n  b));\n',
    });
  });

  it('is behind a switch in the code that runs', async () => {
    const { files } = await instrumented(new Map([['a.ts', 'export const a = (b: number) => b + 1;']]));
    expect(files.get('a.ts')).toContain('b - 1');
  });
});
