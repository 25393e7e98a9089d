import { availableParallelism } from 'node:os';
import type { Preprocess, Sample } from '@sightline/contracts';
import type { StageContext } from '@sightline/artifacts';
import type { Dataset } from './dataset.ts';
import { decodeImage } from './decode.ts';
import { mapInOrder } from './map-in-order.ts';

/**
 * Decodes samples into one block of memory.
 *
 * @returns `[samples, height, width, channels]`, 0 to 255
 */
export async function loadPixels(dataset: Dataset, samples: readonly Sample[], preprocess: Preprocess, context: StageContext): Promise<Uint8Array> {
  const size = preprocess.width * preprocess.height * preprocess.channels;
  const pixels = new Uint8Array(samples.length * size);
  let done = 0;
  const decode = async (sample: Sample) => decodeImage(await dataset.read(sample), preprocess);
  try {
    for await (const image of mapInOrder(samples, 2 * availableParallelism(), decode)) {
      context.signal.throwIfAborted();
      pixels.set(image, done++ * size);
      if (done % 500 === 0) context.progress({ done, total: samples.length, unit: 'images', message: 'decoding' });
    }
  } finally {
    await dataset.close();
  }
  return pixels;
}
