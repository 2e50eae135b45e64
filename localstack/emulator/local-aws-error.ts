/** What keeps the local AWS from running, told to a person: the message says what to do about it. */
export class LocalAwsError extends Error {
  override readonly name = 'LocalAwsError';
  readonly code: 'no_emulator' | 'no_python' | 'emulator_failed' | 'deploy_failed' | 'not_up';

  constructor(code: LocalAwsError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
