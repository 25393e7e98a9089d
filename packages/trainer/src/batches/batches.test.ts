import { augmentationSchema, preprocessSchema } from '@sightline/contracts';
import { createBatchLoader } from '@sightline/augment';
import type { HostTensor } from '@sightline/engine';
import { learnTask, openTask } from '@sightline/tasks';
import { arraySource, augmentedSource, imageSource, inBatches, type LoadedSplit, repeatsOf } from './batches.ts';

const preprocess = preprocessSchema.parse({ width: 2, height: 1, channels: 1, mean: [0.5], std: [0.5] });
const split: LoadedSplit = {
  pixels: Uint8Array.from([0, 255, 10, 20, 30, 40, 50, 60, 70, 80]),
  targets: { classes: { shape: [5], data: Int32Array.from([0, 1, 2, 3, 4]) } },
};

describe('batches', () => {
  it('cover all rows in order, the last one short', () => {
    expect([...inBatches([4, 0, 2], 2)]).toEqual([[4, 0], [2]]);
  });

  it('know how often each sample came before', () => {
    expect(repeatsOf([4, 0, 4, 4, 2, 0])).toEqual([0, 0, 1, 2, 0, 1]);
  });

  it('are preprocessed', async () => {
    const { inputs, targets } = await imageSource(split, preprocess).batch([4, 0], 1);
    expect(targets).toEqual({ classes: { shape: [2], data: Int32Array.of(4, 0) } });
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
    const ofSteps = { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
    const weighed = arraySource({ inputs: column, targets: { left: column }, weights: { left: ofSteps } });
    expect(weighed.batch([1], 1)).toMatchObject({
      weights: { left: { shape: [1, 3], data: Float32Array.of(4, 5, 6) } },
    });
  });

  it('of augmented images are what the loader makes, with their targets', async () => {
    const augmentation = augmentationSchema.parse({ transforms: [{ kind: 'gaussianNoise', sigma: 0.1 }], seed: 3 });
    const size = { width: 2, height: 1, channels: 1 } as const;
    const samples = ['a', 'b', 'c', 'd', 'e'].map((label) => ({ id: label, label }));
    const images = { kind: 'decoded', samples, pixels: split.pixels, ...size } as const;
    const task = learnTask({ kind: 'classification', labelSmoothing: 0 }, samples);
    const loader = createBatchLoader({ images, augmentation, preprocess, task });
    try {
      const source = augmentedSource(loader, { count: 5, ...openTask(task) }, preprocess);
      expect(source.count).toBe(5);
      const { inputs, targets } = await source.batch([4, 0], 2);
      expect(inputs).toEqual({ shape: [2, 1, 2, 1], data: (await loader.make([4, 0], 2)).inputs });
      expect(targets).toEqual({ probabilities: { shape: [2], data: Int32Array.of(4, 0) } });
      const again = await source.batch([4, 0], 2, [1, 0]);
      expect(again.inputs).toEqual({ shape: [2, 1, 2, 1], data: (await loader.make([4, 0], 2, [1, 0])).inputs });
      expect(again.inputs).not.toEqual(inputs);
    } finally {
      await loader.close();
    }
  });
});
