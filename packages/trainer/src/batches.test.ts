import type { Sample } from '@sightline/contracts';
import { preprocessSchema } from '@sightline/contracts';
import { createAugmenter } from '@sightline/augment';
import type { HostTensor } from '@sightline/engine';
import { arraySource, epochOrder, imageSource, inBatches, type LoadedSplit } from './batches.ts';

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

  it('cover all rows in order, the last one short', () => {
    expect([...inBatches([4, 0, 2], 2)]).toEqual([[4, 0], [2]]);
  });

  it('are preprocessed', () => {
    const { inputs, targets } = imageSource(split, preprocess).batch([4, 0], 1);
    expect(targets).toEqual({ shape: [2], data: Int32Array.of(4, 0) });
    expect(inputs).toMatchObject({ shape: [2, 1, 2, 1] });
    expect(Array.from((inputs as HostTensor).data.subarray(2))).toEqual([-1, 1]);
  });

  it('gather rows of arrays', () => {
    const source = arraySource({
      inputs: { shape: [3, 2], data: Float32Array.of(0, 1, 10, 11, 20, 21) },
      targets: { shape: [3], data: Int32Array.of(7, 8, 9) },
    });
    expect(source.count).toBe(3);
    expect(source.batch([2, 0], 1)).toEqual({
      inputs: { shape: [2, 2], data: Float32Array.of(20, 21, 0, 1) },
      targets: { shape: [2], data: Int32Array.of(9, 7) },
    });
    const column = { shape: [2, 1], data: Float32Array.of(1, 2) };
    const several = arraySource({
      inputs: [column, column],
      targets: { left: column, right: column },
      weights: { shape: [2], data: Float32Array.of(0.5, 1) },
    });
    const last = { shape: [1, 1], data: Float32Array.of(2) };
    expect(several.batch([1], 1)).toEqual({
      inputs: [last, last],
      targets: { left: last, right: last },
      weights: { shape: [1], data: Float32Array.of(1) },
    });
  });

  it('give a sample the same augmented pixels in any order and batch', () => {
    const augmenter = createAugmenter({ transforms: [{ kind: 'gaussianNoise', sigma: 0.1 }], seed: 3 });
    const source = imageSource(split, preprocess, augmenter);
    const rowsOf = (order: number[], batchSize: number) => {
      const rows = new Map<number, number[]>();
      for (const numbers of inBatches(order, batchSize)) {
        const { data } = source.batch(numbers, 2).inputs as HostTensor;
        for (const [row, number] of numbers.entries()) rows.set(number, [...data.subarray(row * 2, row * 2 + 2)]);
      }
      return [...rows].sort(([a], [b]) => a - b);
    };
    expect(rowsOf([0, 1, 2, 3, 4], 2)).toEqual(rowsOf([4, 2, 0, 1, 3], 5));
  });
});
