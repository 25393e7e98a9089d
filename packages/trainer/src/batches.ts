import { deriveSeed, RandomStream, type Preprocess, type Sample } from '@sightline/contracts';
import type { Augmenter } from '@sightline/augment';
import { normalise, scalePixels } from '@sightline/ingest';

/** Samples of one split in memory: `pixels` are `[count, height, width, channels]`, uint8; `targets` are class indices. */
export interface LoadedSplit {
  samples: readonly Sample[];
  pixels: Uint8Array;
  targets: Int32Array;
}

/** A batch of inputs `[count, height, width, channels]`, preprocessed, and their class indices. */
export interface Batch {
  count: number;
  inputs: Float32Array;
  targets: Int32Array;
}

/** The order in which an epoch visits its samples: a permutation that depends on (seed, epoch) alone. */
export function epochOrder(count: number, seed: number, epoch: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  return new RandomStream(deriveSeed(seed, 'shuffle', epoch)).shuffle(order);
}

/**
 * The batches of an epoch; the last one may be short.
 *
 * @param order indices into the split
 * @param augmentation draws by (epoch, sample id), so that a sample's pixels depend neither on the order nor on the batch
 */
export function* batchesOf(
  split: LoadedSplit,
  order: readonly number[],
  options: { batchSize: number; preprocess: Preprocess; augmentation?: { augmenter: Augmenter; epoch: number } },
): Generator<Batch> {
  const { batchSize, preprocess, augmentation } = options;
  const size = preprocess.width * preprocess.height * preprocess.channels;
  for (let start = 0; start < order.length; start += batchSize) {
    const chosen = order.slice(start, start + batchSize);
    const inputs = new Float32Array(chosen.length * size);
    const targets = new Int32Array(chosen.length);
    for (const [row, index] of chosen.entries()) {
      const pixels = split.pixels.subarray(index * size, (index + 1) * size);
      if (augmentation) {
        const { id } = split.samples[index] as Sample;
        augmentation.augmenter.apply(pixels, { epoch: augmentation.epoch, id }, inputs, row * size);
      } else {
        scalePixels(pixels, preprocess, inputs, row * size);
      }
      targets[row] = split.targets[index] as number;
    }
    if (augmentation) normalise(inputs, preprocess);
    yield { count: chosen.length, inputs, targets };
  }
}
