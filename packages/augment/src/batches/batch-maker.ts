import type { Augmentation, AugmentationOptions, Preprocess } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import { readTrainingImage, type TrainingImages } from './training-images.ts';

/** What batches are made of, and how. */
export interface BatchRecipe {
  readonly images: TrainingImages;
  readonly augmentation: Augmentation;
  /** The model's input: the size that augmented images are brought to, and the normalisation. */
  readonly preprocess: Preprocess;
}

/** Makes batches in the calling thread. */
export interface BatchMaker {
  /** The images of these numbers as the given epoch sees them: `[rows, height, width, channels]`, augmented and normalised. */
  make(rows: readonly number[], epoch: number): Promise<Float32Array<ArrayBuffer>>;
}

export function createBatchMaker({ images, augmentation, preprocess }: BatchRecipe): BatchMaker {
  const { width, height } = preprocess;
  const transforms: AugmentationOptions['transforms'] = [...augmentation.transforms, { kind: 'resize', width, height }];
  const augmenter = createAugmenter({ ...augmentation, transforms }, { normalization: preprocess });
  const length = preprocess.height * preprocess.width * preprocess.channels;
  return {
    async make(rows, epoch) {
      const batch = new Float32Array(rows.length * length);
      for (const [row, index] of rows.entries()) {
        const image = await readTrainingImage(images, index);
        augmenter.writeInto(image, { epoch, id: images.ids[index] as string }, batch, row * length);
      }
      return batch;
    },
  };
}
