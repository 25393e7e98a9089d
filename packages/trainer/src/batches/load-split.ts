import type { MediumSpec, Sample, SplitName } from '@sightline/contracts';
import type { StageContext } from '@sightline/artifacts';
import { type Dataset, loadPixels } from '@sightline/ingest';
import type { LoadedSplit } from './batches.ts';

/** Decodes a split into memory, once for all epochs. */
export async function loadSplit(
  dataset: Dataset,
  split: SplitName,
  spec: MediumSpec,
  context: StageContext,
): Promise<LoadedSplit> {
  const samples = dataset.of(split);
  return {
    pixels: await loadPixels(dataset, samples, spec, context),
    targets: classIndices(dataset, samples),
  };
}

/** The class index of each sample. */
export function classIndices({ labels }: Dataset, samples: readonly Sample[]): Int32Array {
  const classOf = new Map(labels.map((label, index) => [label, index]));
  return Int32Array.from(samples, ({ label }) => classOf.get(label) as number);
}
