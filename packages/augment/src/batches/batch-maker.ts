import type { Augmentation, AugmentationOptions, Preprocess } from '@sightline/contracts';
import { createAugmenter, type DrawKey } from '../augmenter.ts';
import type { MixSample } from '../mixing/mixer.ts';
import { readTrainingImage, type TrainingImages } from './training-images.ts';

/** What batches are made of, and how. */
export interface BatchRecipe {
  readonly images: TrainingImages;
  readonly augmentation: Augmentation;
  /** The model's input: the size that augmented images are brought to, and the normalisation. */
  readonly preprocess: Preprocess;
  /** What each image is trained towards, `[images, width]`: where samples are mixed, these are too. */
  readonly targets?: { readonly data: Float32Array; readonly width: number };
}

/** The images of a batch, `[rows, height, width, channels]`, augmented and normalised; and, where they are mixed, their targets, `[rows, width]`. */
export interface MadeBatch {
  inputs: Float32Array<ArrayBuffer>;
  targets?: Float32Array<ArrayBuffer>;
}

/** Makes batches in the calling thread. */
export interface BatchMaker {
  /**
   * The images of these numbers as the given epoch sees them.
   *
   * @param repeats how often each of them came before in this epoch; 0 when left out
   */
  make(rows: readonly number[], epoch: number, repeats?: readonly number[]): Promise<MadeBatch>;
}

/** @param read reads one of the images */
export function createBatchMaker(
  { images, augmentation, preprocess, targets }: BatchRecipe,
  read = readTrainingImage,
): BatchMaker {
  const { width, height, fit } = preprocess;
  const transforms: AugmentationOptions['transforms'] = [
    ...augmentation.transforms,
    { kind: 'resize', width, height, fit },
  ];
  const normalization = preprocess;
  const augmenter = createAugmenter({ ...augmentation, transforms }, { normalization });
  const asItIs = createAugmenter({ transforms: [], seed: 0 }, { normalization });
  const length = preprocess.height * preprocess.width * preprocess.channels;
  const keyOf = (index: number, epoch: number, repeat = 0) => ({ epoch, id: images.ids[index] as string, repeat });

  async function augmented(index: number, key: DrawKey): Promise<MixSample> {
    const image = await read(images, index);
    const frame = augmenter.apply({ image }, augmenter.draw(key, image));
    const columns = targets?.width ?? 0;
    const target = targets?.data.slice(index * columns, (index + 1) * columns) ?? new Float32Array();
    return { frame, target };
  }

  /** Partners are as this epoch sees them first, unmixed: a sample depends on them, not on what else is in the batch. */
  async function mixed(index: number, key: DrawKey): Promise<MixSample> {
    const operations = augmenter.drawMix(key, images.ids.length);
    const partners = new Map<number, MixSample>();
    for (const partner of operations.flatMap(({ partners: numbers }) => numbers)) {
      partners.set(partner, partners.get(partner) ?? (await augmented(partner, keyOf(partner, key.epoch))));
    }
    return augmenter.mix(await augmented(index, key), operations, (partner) => partners.get(partner) as MixSample);
  }

  return {
    async make(rows, epoch, repeats = []) {
      const inputs = new Float32Array(rows.length * length);
      if (!targets || !augmentation.mix?.length) {
        for (const [row, index] of rows.entries()) {
          const key = keyOf(index, epoch, repeats[row]);
          augmenter.writeInto(await read(images, index), key, inputs, row * length);
        }
        return { inputs };
      }
      const mixedTargets = new Float32Array(rows.length * targets.width);
      for (const [row, index] of rows.entries()) {
        const key = keyOf(index, epoch, repeats[row]);
        const { frame, target } = await mixed(index, key);
        asItIs.writeInto(frame.image, key, inputs, row * length);
        mixedTargets.set(target, row * targets.width);
      }
      return { inputs, targets: mixedTargets };
    },
  };
}
