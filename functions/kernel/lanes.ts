/** Runs an asynchronous function over items, at most `lanes` of them at the same time.
 *  @returns the answers in the order of the items
 *  @throws the first error; what runs in other lanes at that moment still goes on */
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

/** The same for items that get in each other's way: those with the same key run one after the other, in their order.
 *  @returns the answers by key, in the order in which the keys first come */
export const inLanesBy = async <Item, Answer>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  lanes: number,
  run: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> => {
  const queues = new Map<string, Item[]>();
  for (const item of items) {
    const queue = queues.get(keyOf(item));
    if (queue === undefined) queues.set(keyOf(item), [item]);
    else queue.push(item);
  }
  const answers = await inLanes([...queues.values()], lanes, async (queue) => {
    const own: Answer[] = [];
    for (const item of queue) own.push(await run(item));
    return own;
  });
  const all: Answer[] = [];
  for (const own of answers) all.push(...own);
  return all;
};
