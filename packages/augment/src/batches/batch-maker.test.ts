import type { Augmentation, Preprocess } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import { createBatchMaker } from './batch-maker.ts';
import type { TrainingImages } from './training-images.ts';

describe('batches', () => {
  it('hold the frames of clips: chosen by temporal transforms, evenly spaced, each changed by one draw', async () => {
    const clips = [0, 1].flatMap((clip) => [0, 1, 2, 3].flatMap((frame) => Array(6).fill(100 * clip + 10 * frame)));
    const size = { width: 3, height: 2, channels: 1 } as const;
    const pair = [{ id: 'a' }, { id: 'b' }];
    const images: TrainingImages = {
      kind: 'decoded',
      samples: pair,
      frames: 4,
      pixels: Uint8Array.from(clips),
      ...size,
    };
    const clip: Preprocess = { kind: 'clip', frames: 2, ...size, fit: 'stretch', mean: [], std: [] };
    const shown = async (transforms: Augmentation['transforms'], rows: readonly number[]) => {
      const maker = createBatchMaker({ images, augmentation: { transforms, seed: 1 }, preprocess: clip });
      const { inputs } = await maker.make(rows, 1);
      expect(inputs).toHaveLength(rows.length * 2 * 6);
      return Array.from(
        inputs.filter((_, at) => at % 6 === 0),
        (value) => Math.round(value * 255),
      );
    };
    expect(await shown([], [1, 0])).toEqual([110, 130, 10, 30]);
    expect(await shown([{ kind: 'reverse', probability: 1 }], [0])).toEqual([20, 0]);
    expect(await shown([{ kind: 'temporalCrop', frames: 2, probability: 1 }], [0])).toHaveLength(2);
    const [first, second] = await shown([{ kind: 'brightness', factor: [0.5, 1.5], probability: 1 }], [1]);
    expect(first! / second!).toBeCloseTo(110 / 130, 1);
    expect(first).not.toBe(110);
  });

  it('move boxes with the pixels, for the task to see', async () => {
    const box = { label: 'a', x: 0, y: 0, width: 0.25, height: 0.5 };
    const augmenter = createAugmenter({ transforms: [{ kind: 'flip', axis: 'horizontal', probability: 1 }], seed: 0 });
    const image = { width: 7, height: 5, channels: 1, pixels: Uint8Array.from({ length: 35 }, (_, at) => at) } as const;
    const operations = augmenter.draw({ epoch: 1, id: 'a' }, image);
    const target = new Float32Array(35);
    expect(augmenter.write({ image, boxes: [box] }, operations, target, 0)).toEqual({ boxes: [{ ...box, x: 0.75 }] });
    expect(Math.round((target[6] as number) * 255)).toBe(0);
  });
});
