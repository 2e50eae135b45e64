import { describe, expect, it } from 'vitest';
import { LocalAwsError } from '../../localstack/emulator/local-aws-error.ts';
import { usable } from '../../localstack/emulator/venv.ts';

const python = (minor: number, hasVenv: boolean) => ({
  program: `python3.${minor}`,
  version: `3.${minor}`,
  minor,
  hasVenv,
});

describe('the Python that MiniStack runs on', () => {
  it('is the first of 3.10 or later that can make a virtual environment', () => {
    expect(usable([python(9, true), python(13, false), python(11, true), python(12, true)]).program).toBe('python3.11');
  });

  it.each([
    ['names the Debian package that is missing', [python(12, false)], 'sudo apt install python3.12-venv'],
    ['names the version that is too old', [python(9, true)], 'found 3.9'],
    ['says what to install where there is none', [], 'Install python3 and python3-venv'],
  ])('otherwise the error %s', (_, found, advice) => {
    expect(() => usable(found)).toThrow(LocalAwsError);
    expect(() => usable(found)).toThrow(advice);
  });
});
