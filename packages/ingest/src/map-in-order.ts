/** Twice libuv's threads, so that none waits for the main thread. */
const CONCURRENCY = 8;

/**
 * Works on up to `concurrency` items at once and yields the results in the order of the items. When `work` fails or the
 * consumer stops, nothing new is begun, and what is under way is waited for.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
  concurrency = CONCURRENCY,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  try {
    for (const item of items) {
      if (underWay.length === concurrency) yield await (underWay.shift() as Promise<Result>);
      const result = work(item);
      result.catch(() => undefined); // awaited in its turn
      underWay.push(result);
    }
    for (let next = underWay.shift(); next; next = underWay.shift()) yield await next;
  } finally {
    await Promise.allSettled(underWay);
  }
}
