/** Runs so many at once; the answers in the order of the items. The first error ends it. */
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
