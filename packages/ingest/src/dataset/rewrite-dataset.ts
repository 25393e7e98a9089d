import type { StageContext } from '@sightline/artifacts';
import type { ArtifactRef, IngestOutput, Lineage } from '@sightline/contracts';
import { type DatasetDescription, writeDescription } from './dataset.ts';
import { countsByClass } from './statistics.ts';

/** Makes a dataset artifact with another index over the same shards, which are not copied. */
export async function rewriteDataset(
  from: ArtifactRef,
  { samples, labels, quarantined, findings, departed }: DatasetDescription,
  lineage: Lineage,
  { artifacts, signal, progress }: StageContext,
): Promise<IngestOutput> {
  signal.throwIfAborted();
  const { files } = await artifacts.manifest(from);
  const { id } = await artifacts.create('dataset', lineage, async (writer) => {
    for (const file of files) if (file.path.startsWith('shards/')) writer.reuse(file.path, file);
    await writeDescription(writer, { samples, labels, quarantined, findings, departed });
  });
  progress({ done: samples.length, total: samples.length, unit: 'samples', message: 'writing the index' });
  return {
    dataset: { kind: 'dataset', id },
    samples: samples.length,
    classes: countsByClass(samples),
    quarantined: quarantined.length,
  };
}
