import type { DecodeOptions, SplitName } from '@sightline/contracts';
import type { StageContext } from '@sightline/artifacts';
import { type Dataset, loadPixels } from '@sightline/ingest';
import type { LoadedSplit } from './batches.ts';

/** Decodes a split into memory, once for all epochs. */
export async function loadSplit(
  dataset: Dataset,
  split: SplitName,
  options: DecodeOptions,
  context: StageContext,
): Promise<LoadedSplit> {
  const samples = dataset.of(split);
  const classOf = new Map(dataset.labels.map((label, index) => [label, index]));
  return {
    samples,
    pixels: await loadPixels(dataset, samples, options, context),
    targets: Int32Array.from(samples, ({ label }) => classOf.get(label) as number),
  };
}
