import type { Sample } from '@sightline/contracts';
import { preprocessSchema } from '@sightline/contracts';
import { createAugmenter } from '@sightline/augment';
import { batchesOf, epochOrder, type LoadedSplit } from './batches.ts';

const preprocess = preprocessSchema.parse({ width: 2, height: 1, channels: 1, mean: [0.5], std: [0.5] });
const split: LoadedSplit = {
  samples: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }) as Sample),
  pixels: Uint8Array.from([0, 255, 10, 20, 30, 40, 50, 60, 70, 80]),
  targets: Int32Array.from([0, 1, 2, 3, 4]),
};

describe('batches', () => {
  it('visit every sample once an epoch, in an order of the seed and the epoch', () => {
    expect(epochOrder(100, 1, 1).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(epochOrder(100, 1, 1)).toEqual(epochOrder(100, 1, 1));
    expect(epochOrder(100, 1, 2)).not.toEqual(epochOrder(100, 1, 1));
    expect(epochOrder(100, 2, 1)).not.toEqual(epochOrder(100, 1, 1));
  });

  it('are preprocessed, in the order given, and the last one is short', () => {
    const batches = [...batchesOf(split, [4, 0, 2], { batchSize: 2, preprocess })];
    expect(batches.map(({ count, targets }) => [count, [...targets]])).toEqual([
      [2, [4, 0]],
      [1, [2]],
    ]);
    expect(Array.from(batches[0]!.inputs.subarray(2))).toEqual([-1, 1]);
  });

  it('give a sample the same augmented pixels in any order and batch', () => {
    const augmenter = createAugmenter({ transforms: [{ kind: 'noise', sigma: 0.1 }], seed: 3 }, preprocess);
    const rowsOf = (order: number[], batchSize: number) => {
      const rows = new Map<number, number[]>();
      for (const { inputs, targets } of batchesOf(split, order, {
        batchSize,
        preprocess,
        augmentation: { augmenter, epoch: 2 },
      })) {
        for (const [row, target] of targets.entries()) rows.set(target, [...inputs.subarray(row * 2, row * 2 + 2)]);
      }
      return [...rows].sort(([a], [b]) => a - b);
    };
    expect(rowsOf([0, 1, 2, 3, 4], 2)).toEqual(rowsOf([4, 2, 0, 1, 3], 5));
  });
});
