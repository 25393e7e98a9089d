import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { mapInOrder } from './map-in-order.ts';

it('yields in the order of the items, however they finish, with no more running than asked for', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 8 }),
      async (delays, concurrency) => {
        let underWay = 0;
        let most = 0;
        const results = mapInOrder(
          delays.entries(),
          async ([index, delay]) => {
            most = Math.max(most, ++underWay);
            await setTimeout(delay);
            underWay -= 1;
            return index;
          },
          concurrency,
        );
        const yielded: number[] = [];
        for await (const index of results) yielded.push(index);
        expect(yielded).toEqual([...delays.keys()]);
        expect(most).toBeLessThanOrEqual(concurrency);
      },
    ),
    { numRuns: 25 },
  );
});

it('begins nothing after a failure and has nothing left running', async () => {
  let begun = 0;
  let ended = 0;
  const results = mapInOrder(Array.from({ length: 100 }).keys(), async (item) => {
    begun += 1;
    await setTimeout(item === 3 ? 1 : 5);
    ended += 1;
    if (item === 3) throw new Error('no such file');
    return item;
  });
  await expect(async () => {
    for await (const _ of results);
  }).rejects.toThrow('no such file');
  expect(begun).toBeLessThan(20);
  expect(ended).toBe(begun);
});
