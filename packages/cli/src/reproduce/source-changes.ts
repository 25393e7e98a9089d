import type { ArtifactStore } from '@sightline/artifacts';
import type { ArtifactRef, Sample } from '@sightline/contracts';
import { openDataset } from '@sightline/ingest/dataset';

/** Samples of a source by their ids, which differ between two times that it was read. */
export interface SourceChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Other bytes, another label or other annotations. */
  readonly changed: readonly string[];
}

/** How a source differs now from what a dataset was read from; undefined where it has the same samples. */
export async function sourceChanges(
  recorded: { ref: ArtifactRef; store: ArtifactStore },
  again: { ref: ArtifactRef; store: ArtifactStore },
): Promise<SourceChanges | undefined> {
  const [before, after] = [await samplesOf(recorded), await samplesOf(again)];
  const changes = {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed: [...before].flatMap(([id, content]) => (after.has(id) && after.get(id) !== content ? [id] : [])),
  };
  return Object.values(changes).some((ids) => ids.length > 0) ? changes : undefined;
}

async function samplesOf({ ref, store }: { ref: ArtifactRef; store: ArtifactStore }): Promise<Map<string, string>> {
  const { samples } = await openDataset(store, ref);
  return new Map(samples.map((sample) => [sample.id, contentOf(sample)]));
}

/** All of a sample but where it lies in the dataset. */
function contentOf(sample: Sample): string {
  return JSON.stringify({ ...sample, shard: undefined, parts: sample.parts.map(({ sha256 }) => sha256) });
}
