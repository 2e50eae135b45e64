import { ClientError } from '../client-error.ts';

/** The command was called in a way that makes no sense. */
export class UsageError extends ClientError {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

/** The import cannot go on. What it has done is kept, and the next run goes on from there. */
export class ImportStopped extends ClientError {
  override readonly name = 'ImportStopped';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
