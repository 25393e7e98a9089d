import type { StageContext } from '@sightline/artifacts';
import type { MediumSpec, Sample } from '@sightline/contracts';
import type { Dataset } from '../../dataset/dataset.ts';
import { mapInOrder } from '../../map-in-order.ts';
import { progressOf } from '../../report-progress.ts';
import { requireMedium } from '../require-medium.ts';

/** Encoded images of samples one after the other. */
export interface EncodedFiles {
  /** In memory that threads can share. */
  bytes: Uint8Array;
  /** Where each image begins, and behind the last one its end: `[images + 1]`. */
  offsets: Float64Array;
  /** The number of each sample's first image, and behind the last one how many there are: `[samples + 1]`. */
  firsts: Int32Array;
}

/**
 * Reads the encoded images of samples into one array, several samples at once; none is decoded.
 *
 * @throws IngestError `ingest/wrong-medium` when samples are not what the preprocessing is of
 * @throws ArtifactError when a shard is missing or altered
 */
export async function loadEncoded(
  dataset: Pick<Dataset, 'read'>,
  samples: readonly Sample[],
  spec: MediumSpec,
  context: Pick<StageContext, 'signal' | 'progress'>,
): Promise<EncodedFiles> {
  requireMedium(samples, spec);
  const firsts = new Int32Array(samples.length + 1);
  for (const [index, { parts }] of samples.entries()) firsts[index + 1] = (firsts[index] as number) + parts.length;
  const offsets = new Float64Array((firsts.at(-1) as number) + 1);
  let image = 0;
  for (const { parts } of samples)
    for (const { bytes } of parts) offsets[++image] = (offsets[image - 1] as number) + bytes;
  const bytes = new Uint8Array(new SharedArrayBuffer(offsets.at(-1)));
  const advance = progressOf(context, samples.length, 'images', 'reading');
  const loading = mapInOrder(samples.entries(), async ([index, sample]) => {
    for (const [place, encoded] of (await dataset.read(sample)).entries())
      bytes.set(encoded, offsets[(firsts[index] as number) + place]);
  });
  for await (const _ of loading) advance();
  return { bytes, offsets, firsts };
}
