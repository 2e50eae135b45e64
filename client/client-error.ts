/** The errors of the client. Only its constructor throws them; `record` throws nothing. */
export abstract class ClientError extends Error {
  abstract readonly code: string;
}

export class InvalidOption extends ClientError {
  override readonly name = 'InvalidOption';
  readonly code = 'invalid_option';
}

/** Another process, or another client of this one, writes to the same spool. */
export class SpoolInUse extends ClientError {
  override readonly name = 'SpoolInUse';
  readonly code = 'spool_in_use';
}
