/** What went wrong, in terms of the caller. `platform/http/problem.ts` turns it into an HTTP status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'not_acceptable'
  | 'conflict'
  | 'too_large'
  | 'unavailable';

/** One place where the input is wrong. `pointer` is a JSON pointer (RFC 6901) into the body. */
export interface Mistake {
  readonly code: string;
  readonly pointer: string;
  readonly detail: string;
}

/** Every error that Meterline raises on purpose: `code` is stable and part of the API. */
export abstract class MeterlineError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean = false;
  readonly mistakes: readonly Mistake[] = [];
}

/** Input that breaks a rule at known places. The code of the first mistake is the code of the error. */
export class InvalidInput extends MeterlineError {
  readonly code: string;
  readonly kind = 'invalid';
  override readonly mistakes: readonly Mistake[];

  constructor(first: Mistake, ...others: readonly Mistake[]) {
    super(first.detail);
    this.code = first.code;
    this.mistakes = [first, ...others];
  }
}

/** The input names something that does not exist.
 *  @param what in snake case: `plan` gives the code `unknown_plan` */
export const unknownReference = (what: string, id: string, pointer: string): InvalidInput =>
  new InvalidInput({ code: `unknown_${what}`, pointer, detail: `There is no ${what.replaceAll('_', ' ')} "${id}".` });

export class RequestTooLarge extends MeterlineError {
  readonly kind = 'too_large';
  constructor(
    readonly code: 'request_too_large' | 'too_many_events',
    detail: string,
  ) {
    super(detail);
  }
}

export class NotFound extends MeterlineError {
  readonly kind = 'not_found';
  readonly code: string;

  /** @param what in snake case: `plan` gives the code `plan_not_found`. */
  constructor(what: string, id: string) {
    super(`There is no ${what.replaceAll('_', ' ')} "${id}".`);
    this.code = `${what}_not_found`;
  }
}

export class Conflict extends MeterlineError {
  readonly kind = 'conflict';
  override readonly mistakes: readonly Mistake[];

  /** @param pointer the place in the body that asks for what cannot be, where there is one */
  constructor(
    readonly code: string,
    detail: string,
    pointer?: string,
  ) {
    super(detail);
    this.mistakes = pointer === undefined ? [] : [{ code, pointer, detail }];
  }
}

/** Stands in the default of a switch over a union: the switch does not compile while a case is missing. */
export const assertNever = (value: never): never => {
  throw new TypeError(`unreachable: ${JSON.stringify(value)}`);
};
