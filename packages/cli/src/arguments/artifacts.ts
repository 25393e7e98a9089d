import { findArtifact, type Home } from '@sightline/artifacts';
import type { ArtifactRef } from '@sightline/contracts';

/** What a word on the command line may be where a dataset is asked for. */
export const DATASET_WORD = 'a dataset: its id, 6 digits of it, or a run';

/** The dataset that a word of the command line means. @throws ArtifactError as {@link findArtifact} */
export function findDataset(word: string, home: Home): Promise<ArtifactRef & { kind: 'dataset' }> {
  return findArtifact(word, ['dataset'], home);
}
