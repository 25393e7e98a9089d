/** Maps items with up to `concurrency` at once and yields the results in the order of the items. */
export async function* mapInOrder<Item, Result>(items: Iterable<Item>, concurrency: number, map: (item: Item) => Promise<Result>): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  try {
    for (const item of items) {
      running.push(map(item));
      if (running.length >= concurrency) yield await (running.shift() as Promise<Result>);
    }
    while (running.length > 0) yield await (running.shift() as Promise<Result>);
  } finally {
    await Promise.allSettled(running);
  }
}
