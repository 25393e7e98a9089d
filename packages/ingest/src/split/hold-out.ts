import { lineageOf, type StageContext } from '@sightline/artifacts';
import type { ArtifactRef } from '@sightline/contracts';
import { openDataset } from '../dataset/dataset.ts';
import { rewriteDataset } from '../dataset/rewrite-dataset.ts';

type DatasetRef = ArtifactRef & { kind: 'dataset' };

/**
 * The dataset with all its samples in the test split, for a model to be measured on them; the dataset itself where its
 * source has divided it.
 */
export async function holdOut(dataset: DatasetRef, context: StageContext): Promise<DatasetRef> {
  const given = await openDataset(context.artifacts, dataset);
  if (given.samples.some(({ split }) => split !== null)) return dataset;
  const samples = given.samples.map((sample) => ({ ...sample, split: 'test' as const }));
  const lineage = lineageOf({ name: 'hold-out', version: 1 }, { dataset }, { parents: [dataset] });
  return (await rewriteDataset(dataset, { ...given, samples }, lineage, context)).dataset;
}
