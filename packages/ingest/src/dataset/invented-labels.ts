import { ArtifactError, type ArtifactStore } from '@sightline/artifacts';
import type { ArtifactRef, Lineage, Sample } from '@sightline/contracts';

/** Before this version of the stage `ingest`, an image with boxes was given the label of most of its area. */
const LABELS_ARE_OF_THE_SOURCE = 7;

/**
 * Refuses samples whose labels an older version made up from their boxes: trained on, they would pass for the source's.
 *
 * @throws ArtifactError `artifacts/outdated`
 */
export async function refuseInventedLabels(
  store: ArtifactStore,
  ref: ArtifactRef,
  samples: readonly Sample[],
): Promise<void> {
  if (!samples.some(({ boxes, label }) => boxes !== undefined && label !== undefined)) return;
  const origin = await originOf(store, ref);
  if (origin.stage !== 'ingest' || origin.stageVersion >= LABELS_ARE_OF_THE_SOURCE) return;
  throw new ArtifactError(
    'artifacts/outdated',
    `Dataset ${ref.id} was made by an older version (stage ingest, version ${origin.stageVersion}): the labels of ` +
      'its images with boxes were made up from the boxes. Run the stage ingest again, and those that follow it; the ' +
      'setting "labels: dominant-box" of the source gives such labels.',
  );
}

/** The lineage of the earliest dataset that this one was made from and that the store still has. */
async function originOf(store: ArtifactStore, ref: ArtifactRef): Promise<Lineage> {
  const { lineage } = await store.manifest(ref);
  const parent = lineage.parents.find(({ kind }) => kind === 'dataset');
  if (parent === undefined) return lineage;
  return originOf(store, parent).catch((error: unknown) => {
    if (error instanceof ArtifactError && error.code === 'artifacts/not-found') return lineage;
    throw error;
  });
}
