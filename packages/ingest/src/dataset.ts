import { type FileHandle, open } from 'node:fs/promises';
import { type ArtifactRef, type DatasetStatistics, datasetStatisticsSchema, type Quarantined, quarantinedSchema, type Sample, type SplitName } from '@sightline/contracts';
import type { ArtifactStore } from '@sightline/artifacts';
import { z } from 'zod';
import { decodeIndex } from './dataset-index.ts';

/** A dataset artifact, opened for reading. */
export interface Dataset {
  samples: Sample[];
  /** Class names, sorted: a class' index is its place here. */
  labels: string[];
  statistics: DatasetStatistics;
  quarantined: Quarantined[];
  of(split: SplitName): Sample[];
  /** A sample's encoded image. */
  read(sample: Sample): Promise<Buffer>;
  /** Closes the shards that were read from. A dataset can be read again afterwards. */
  close(): Promise<void>;
}

/** Opens a dataset artifact. @throws ArtifactError when it is missing or was altered */
export async function openDataset(store: ArtifactStore, ref: ArtifactRef): Promise<Dataset> {
  const samples = await decodeIndex(await store.read(ref, 'index.parquet'));
  const statistics = await store.readJson(ref, 'statistics.json', datasetStatisticsSchema);
  const shards = new Map<string, Promise<FileHandle>>();
  const shardOf = (path: string) => {
    const opened = shards.get(path) ?? store.filePath(ref, path).then((file) => open(file, 'r'));
    shards.set(path, opened);
    return opened;
  };
  return {
    samples,
    labels: Object.keys(statistics.classes),
    statistics,
    quarantined: await store.readJson(ref, 'quarantine.json', z.array(quarantinedSchema)),
    of: (split) => samples.filter((sample) => sample.split === split),
    async read({ shard, offset, bytes }) {
      const encoded = Buffer.alloc(bytes);
      await (await shardOf(shard)).read(encoded, 0, bytes, offset);
      return encoded;
    },
    async close() {
      const opened = [...shards.values()];
      shards.clear();
      for (const shard of opened) await (await shard).close();
    },
  };
}
