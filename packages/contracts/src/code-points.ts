/** Sorted by the Unicode code points of a text of each item: the same order on every machine and in every locale. */
export function sortedByCodePoints<Item>(items: Iterable<Item>, textOf: (item: Item) => string): Item[] {
  return Array.from(items, (item) => ({ item, key: Buffer.from(textOf(item)) }))
    .sort((left, right) => Buffer.compare(left.key, right.key)) // the order of UTF-8 is that of code points
    .map(({ item }) => item);
}
