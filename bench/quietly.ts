/** Runs with what is printed kept from the terminal, as CloudWatch would take it.
 *  @returns the result, and the bytes */
export const quietly = async <R>(run: () => Promise<R>): Promise<{ readonly result: R; readonly bytes: number }> => {
  const { write } = process.stdout;
  let bytes = 0;
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    bytes += Buffer.byteLength(chunk);
    return true;
  };
  try {
    return { result: await run(), bytes };
  } finally {
    process.stdout.write = write;
  }
};
