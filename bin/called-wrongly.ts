/** A command lacks an argument, or has one that it cannot take. The message says which. */
export class CalledWrongly extends Error {
  override readonly name = 'CalledWrongly';
}
