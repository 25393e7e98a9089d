import type { Augmentation, AugmentationOptions, Preprocess } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import type { MixSample } from '../mixing/mixer.ts';
import { readTrainingImage, type TrainingImages } from './training-images.ts';

/** What batches are made of, and how. */
export interface BatchRecipe {
  readonly images: TrainingImages;
  readonly augmentation: Augmentation;
  /** The model's input: the size that augmented images are brought to, and the normalisation. */
  readonly preprocess: Preprocess;
  /** The class index of each image, and how many classes there are: where samples are mixed, their classes are too. */
  readonly classes?: { readonly indices: Int32Array; readonly count: number };
}

/** The images of a batch, `[rows, height, width, channels]`, augmented and normalised; and, where they are mixed, the share of each class, `[rows, classes]`. */
export interface MadeBatch {
  inputs: Float32Array<ArrayBuffer>;
  targets?: Float32Array<ArrayBuffer>;
}

/** Makes batches in the calling thread. */
export interface BatchMaker {
  /** The images of these numbers as the given epoch sees them. */
  make(rows: readonly number[], epoch: number): Promise<MadeBatch>;
}

export function createBatchMaker({ images, augmentation, preprocess, classes }: BatchRecipe): BatchMaker {
  const { width, height, fit } = preprocess;
  const transforms: AugmentationOptions['transforms'] = [
    ...augmentation.transforms,
    { kind: 'resize', width, height, fit },
  ];
  const normalization = preprocess;
  const augmenter = createAugmenter({ ...augmentation, transforms }, { normalization });
  const asItIs = createAugmenter({ transforms: [], seed: 0 }, { normalization });
  const length = preprocess.height * preprocess.width * preprocess.channels;
  const keyOf = (index: number, epoch: number) => ({ epoch, id: images.ids[index] as string });

  async function augmented(index: number, epoch: number): Promise<MixSample> {
    const image = await readTrainingImage(images, index);
    const frame = augmenter.apply({ image }, augmenter.draw(keyOf(index, epoch), image));
    const target = new Float32Array(classes?.count ?? 0);
    target[classes?.indices[index] ?? 0] = 1;
    return { frame, target };
  }

  /** Partners are as this epoch sees them, unmixed: a sample depends on them, not on what else is in the batch. */
  async function mixed(index: number, epoch: number): Promise<MixSample> {
    const operations = augmenter.drawMix(keyOf(index, epoch), images.ids.length);
    const partners = new Map<number, MixSample>();
    for (const partner of operations.flatMap(({ partners: numbers }) => numbers)) {
      partners.set(partner, partners.get(partner) ?? (await augmented(partner, epoch)));
    }
    return augmenter.mix(await augmented(index, epoch), operations, (partner) => partners.get(partner) as MixSample);
  }

  return {
    async make(rows, epoch) {
      const inputs = new Float32Array(rows.length * length);
      if (!classes || !augmentation.mix?.length) {
        for (const [row, index] of rows.entries()) {
          augmenter.writeInto(await readTrainingImage(images, index), keyOf(index, epoch), inputs, row * length);
        }
        return { inputs };
      }
      const targets = new Float32Array(rows.length * classes.count);
      for (const [row, index] of rows.entries()) {
        const { frame, target } = await mixed(index, epoch);
        asItIs.writeInto(frame.image, keyOf(index, epoch), inputs, row * length);
        targets.set(target, row * classes.count);
      }
      return { inputs, targets };
    },
  };
}
