import { createReadStream } from 'node:fs';
import type { ArtifactStore } from '@sightline/artifacts';
import type { ArtifactRef } from '@sightline/contracts';

/** Copies an artifact, which keeps its id, from one store to another. */
export async function copyArtifact(ref: ArtifactRef, from: ArtifactStore, to: ArtifactStore): Promise<void> {
  const { lineage, files } = await from.manifest(ref);
  await to.create(ref.kind, lineage, async (writer) => {
    for (const { path } of files) await writer.addStream(path, createReadStream(await from.filePath(ref, path)));
  });
}
