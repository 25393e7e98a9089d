import type { ArtifactStore } from '@sightline/artifacts';
import type { ArtifactRef } from '@sightline/contracts';
import { type Dataset, openDataset } from '@sightline/ingest/dataset';

const opened = new WeakMap<ArtifactStore, { id: string; dataset: Promise<Dataset> }>();

/** Opens the dataset of a report, once: to see how much work there is, and then to show it. */
export function reportDataset(store: ArtifactStore, ref: ArtifactRef): Promise<Dataset> {
  const known = opened.get(store);
  if (known?.id === ref.id) return known.dataset;
  const dataset = openDataset(store, ref);
  opened.set(store, { id: ref.id, dataset });
  return dataset;
}
