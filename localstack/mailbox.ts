/** A mail that the emulator's SES was given. */
export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly body: string;
}
