import type { StageContext } from '@sightline/artifacts';
import type { Sample } from '@sightline/contracts';
import type { Dataset } from '../dataset/dataset.ts';
import { mapInOrder } from '../map-in-order.ts';
import { progressOf } from '../report-progress.ts';

/** Encoded images one after the other. */
export interface EncodedFiles {
  /** In memory that threads can share. */
  bytes: Uint8Array;
  /** Where each begins, and behind the last one its end: `[count + 1]`. */
  offsets: Float64Array;
}

/**
 * Reads the encoded images of samples into one array, several at once; none is decoded.
 *
 * @throws ArtifactError when a shard is missing or altered
 */
export async function loadEncoded(
  dataset: Pick<Dataset, 'read'>,
  samples: readonly Sample[],
  context: Pick<StageContext, 'signal' | 'progress'>,
): Promise<EncodedFiles> {
  const offsets = new Float64Array(samples.length + 1);
  for (const [index, { bytes }] of samples.entries()) offsets[index + 1] = (offsets[index] as number) + bytes;
  const bytes = new Uint8Array(new SharedArrayBuffer(offsets.at(-1)));
  const advance = progressOf(context, samples.length, 'images');
  const loading = mapInOrder(samples.entries(), async ([index, sample]) => {
    bytes.set(await dataset.read(sample), offsets[index]);
  });
  for await (const _ of loading) advance();
  return { bytes, offsets };
}
