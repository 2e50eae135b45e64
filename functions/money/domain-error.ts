/** The input broke a rule of billing. The `code` is stable, and sending the same again cannot mend it. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  readonly retryable = false;

  override get name(): string {
    return this.constructor.name;
  }
}
