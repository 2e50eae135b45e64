/** Everything that comes, in order: `Array.fromAsync`, which Node 20 does not have. */
export const collect = async <T>(from: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of from) all.push(item);
  return all;
};
