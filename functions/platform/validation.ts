import type * as z from 'zod';
import { cut } from '../kernel/cut.ts';
import { pointerOf } from '../kernel/json-pointer.ts';
import { InvalidInput, type Mistake } from '../kernel/meterline-error.ts';
import { inOurWords, isMissing } from '../kernel/mistake-words.ts';

type Issue = z.core.$ZodIssue;

/** Mistakes that are looked at: whoever has made more mends these first. */
const maxMistakes = 100;

/** The code of an issue. Our own rules name theirs (`params.code`); the others get one by what zod found. */
const codeOf = (issue: Issue): string => {
  if (isMissing(issue)) return 'required';
  switch (issue.code) {
    case 'custom':
      return typeof issue.params?.code === 'string' ? issue.params.code : 'invalid_value';
    case 'unrecognized_keys':
      return 'unknown_field';
    default:
      return issue.code.startsWith('invalid_') ? issue.code : `invalid_${issue.code}`;
  }
};

const mistakesOf = (issue: Issue, base: string): readonly Mistake[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'unknown_field',
      pointer: base + pointerOf([...issue.path, key]),
      detail: `There is no field "${cut(key, 60)}" here.`,
    }));
  }
  return [{ code: codeOf(issue), pointer: base + pointerOf(issue.path), detail: issue.message }];
};

/** Parses `input`, or names every place in it that breaks a rule.
 *  @param base JSON pointer of `input` in the whole body
 *  @throws InvalidInput */
export const parse = <S extends z.ZodType>(schema: S, input: unknown, base = ''): z.output<S> => {
  const result = schema.safeParse(input, { error: inOurWords, reportInput: true });
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, maxMistakes);
  const [first, ...others] = issues.flatMap((issue) => mistakesOf(issue, base)).slice(0, maxMistakes);
  throw new InvalidInput(
    first ?? { code: 'invalid_value', pointer: base, detail: 'The input is not valid.' },
    ...others,
  );
};
