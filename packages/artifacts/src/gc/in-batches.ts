/** How many objects are asked for at once. */
const BATCH = 32;

/**
 * Works on many things, some at once.
 *
 * @param step is awaited before each batch, and told how many are done
 */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  step: (done: number) => Promise<void>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    await step(start);
    results.push(...(await Promise.all(items.slice(start, start + BATCH).map(work))));
  }
  return results;
}
