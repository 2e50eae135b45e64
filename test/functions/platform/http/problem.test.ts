import { describe, expect, it } from 'vitest';
import { type ErrorKind, InvalidInput, MeterlineError } from '../../../../functions/kernel/meterline-error.ts';
import { NotADecimalString } from '../../../../functions/money/decimal.ts';
import { problemResponse, toProblem } from '../../../../functions/platform/http/problem.ts';

class Failure extends MeterlineError {
  readonly code = 'what_went_wrong';
  constructor(readonly kind: ErrorKind) {
    super('This is what went wrong.');
  }
}

describe('an error of ours is a problem as of RFC 9457', () => {
  it.each<[ErrorKind, number]>([
    ['invalid', 400],
    ['unauthorized', 401],
    ['forbidden', 403],
    ['not_found', 404],
    ['conflict', 409],
    ['too_large', 413],
    ['unavailable', 503],
  ])('%s is %i', (kind, status) => {
    const { statusCode, headers, body } = problemResponse(new Failure(kind));
    expect(statusCode).toBe(status);
    expect(headers?.['content-type']).toBe('application/problem+json');
    expect(JSON.parse(body)).toEqual({
      type: 'urn:meterline:problem:what_went_wrong',
      title: 'What went wrong',
      status,
      code: 'what_went_wrong',
      detail: 'This is what went wrong.',
    });
  });

  it('503 says when to come back, and only it', () => {
    expect(problemResponse(new Failure('unavailable')).headers?.['retry-after']).toBe('5');
    expect(problemResponse(new Failure('conflict')).headers).not.toHaveProperty('retry-after');
  });

  it('of bad input, it has all places, the first one in front', () => {
    const a = { code: 'required', pointer: '/a', detail: 'a is missing' };
    const b = { code: 'too_long', pointer: '/b/0', detail: 'b is too long' };
    expect(toProblem(new InvalidInput(a, b))).toMatchObject({
      status: 400,
      code: 'required',
      pointer: '/a',
      detail: 'a is missing',
      errors: [a, b],
    });
  });
});

describe('an error that is not ours is 500, and tells nothing of the inside', () => {
  it.each([
    [new Error('password of the table')],
    [new TypeError('undefined is not a function')],
    [new NotADecimalString('password of the table')],
    ['text'],
    [undefined],
  ])('%o', (error) => {
    expect(toProblem(error)).toEqual({
      type: 'urn:meterline:problem:internal_error',
      title: 'Internal error',
      status: 500,
      code: 'internal_error',
      detail: 'Something went wrong on our side; the same request can be sent again.',
    });
  });
});
