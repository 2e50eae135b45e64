/** Runs `run` for all items, at most `lanes` at a time. The answers are in the order of the items. The first error is
 *  thrown; runs that have begun by then are not stopped. */
export const inLanes = async <Item, Answer>(
  items: readonly Item[],
  lanes: number,
  run: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> => {
  const waiting = [...items.entries()];
  const answers: (readonly [number, Answer])[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      answers.push([next[0], await run(next[1])]);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers.toSorted(([a], [b]) => a - b).map(([, answer]) => answer);
};
