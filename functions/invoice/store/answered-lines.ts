/** Bytes of JSON of the lines in one answer. Lambda answers with at most 6 MB, and a line has about 1 KB. */
const answerBytes = 2_000_000;

/** The lines that fit into an answer, at least one of them. */
export const fitting = <Line>(lines: readonly Line[]): Line[] => {
  let bytes = 0;
  const end = lines.findIndex((line, index) => {
    bytes += Buffer.byteLength(JSON.stringify(line));
    return bytes > answerBytes && index > 0;
  });
  return lines.slice(0, end === -1 ? undefined : end);
};
