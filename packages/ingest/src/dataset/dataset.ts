import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { ArtifactError, type ArtifactStore, type ArtifactWriter } from '@sightline/artifacts';
import {
  type ArtifactRef,
  type DatasetStatistics,
  datasetStatisticsSchema,
  type Departed,
  departedSchema,
  type Finding,
  type InferredSchema,
  inferredSchemaSchema,
  type Quarantined,
  quarantinedSchema,
  type Sample,
  type SamplePart,
  type SplitName,
} from '@sightline/contracts';
import { z } from 'zod';
import { decodeIndex, encodeIndex } from './sample-index.ts';
import { decodeFindings, encodeFindings } from './findings-file.ts';
import { unreadable } from '../system-failure.ts';
import { inferSchema } from './infer-schema.ts';
import { refuseInventedLabels } from './invented-labels.ts';
import { statisticsOf } from './statistics.ts';

/** A dataset artifact, opened for reading. */
export interface Dataset {
  /** In the order of their ids. */
  readonly samples: Sample[];
  /** Sorted by code points; a sample's class index is its label's place here. */
  readonly labels: string[];
  /** Inferred from the samples. */
  readonly schema: InferredSchema;
  readonly statistics: DatasetStatistics;
  readonly quarantined: Quarantined[];
  /** What `scrub` found, in the order of its checks; none before. */
  readonly findings: Finding[];
  /** Samples that earlier datasets of the pipeline had, and this one has no more; none where no division was kept. */
  readonly departed: Departed[];
  /** The samples of a split; none before the stage `split`. */
  of(split: SplitName): Sample[];
  /**
   * The encoded image of a sample, or the frames of a clip in their order, exactly as the source had them; the sha256
   * of each is checked.
   *
   * @throws ArtifactError when the shard is missing or altered
   */
  read(sample: Sample): Promise<Buffer[]>;
}

/** Where the images of a sample are. */
export type StoredSample = Pick<Sample, 'id' | 'shard' | 'parts'>;

/** The index of some 60,000 samples. */
const LARGE_INDEX_BYTES = 4 * 2 ** 20;
const INDEX = 'index.parquet';
const FINDINGS = 'findings.parquet';
const DEPARTED = 'departed.json';

/** Whether opening a dataset takes so much time and memory that a process which does other things must not. */
export async function isLargeDataset(store: ArtifactStore, ref: ArtifactRef): Promise<boolean> {
  const { files } = await store.manifest(ref);
  return files.some(({ path, bytes }) => path === INDEX && bytes > LARGE_INDEX_BYTES);
}

/** The parts of a dataset that are written beside its shards. */
export type DatasetDescription = Pick<Dataset, 'samples' | 'labels' | 'quarantined'> & {
  findings?: Finding[] | undefined;
  departed?: Departed[] | undefined;
};

/**
 * Opens a dataset that `ingest`, `scrub` or `split` made.
 *
 * @throws ArtifactError `artifacts/not-found`, `artifacts/corrupt`, or `artifacts/outdated` when an older version made
 * it
 */
export async function openDataset(store: ArtifactStore, ref: ArtifactRef): Promise<Dataset> {
  const samples = await decodeIndex(await store.read(ref, INDEX), ref.id);
  await refuseInventedLabels(store, ref, samples);
  const schema = await store.readJson(ref, 'schema.json', inferredSchemaSchema);
  const { files } = await store.manifest(ref);
  const has = (file: string) => files.some(({ path }) => path === file);
  return {
    samples,
    schema,
    labels: schema.labels,
    statistics: await store.readJson(ref, 'statistics.json', datasetStatisticsSchema),
    quarantined: await store.readJson(ref, 'quarantine.json', z.array(quarantinedSchema)),
    findings: has(FINDINGS) ? await decodeFindings(await store.read(ref, FINDINGS)) : [],
    departed: has(DEPARTED) ? await store.readJson(ref, DEPARTED, z.array(departedSchema)) : [],
    of: (split) => samples.filter((sample) => sample.split === split),
    read: sampleReader(store, ref),
  };
}

/** What reads the images of a dataset's samples: {@link Dataset.read} for whoever knows where they are. */
export function sampleReader(store: ArtifactStore, ref: ArtifactRef): (sample: StoredSample) => Promise<Buffer[]> {
  const shards = new Map<string, Promise<string>>();
  const shardPath = (shard: string) => {
    const known = shards.get(shard) ?? store.filePath(ref, shard);
    shards.set(shard, known);
    return known;
  };
  return async ({ id, shard, parts }) => {
    const file = await open(await shardPath(shard)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw unreadable(shard, cause);
      throw new ArtifactError(
        'artifacts/not-found',
        `${shard} went missing since it was opened. Run the stage that made the dataset again.`,
        { cause },
      );
    });
    try {
      const images: Buffer[] = [];
      for (const part of parts) images.push(await readPart(file, part, { id, shard }));
      return images;
    } finally {
      await file.close();
    }
  };
}

async function readPart(
  file: FileHandle,
  { offset, bytes, sha256 }: SamplePart,
  { id, shard }: Pick<StoredSample, 'id' | 'shard'>,
): Promise<Buffer> {
  const encoded = Buffer.alloc(bytes);
  await file.read(encoded, 0, bytes, offset);
  if (createHash('sha256').update(encoded).digest('hex') === sha256) return encoded;
  throw new ArtifactError(
    'artifacts/corrupt',
    `${shard} was altered since it was opened: the bytes of ${id} are not those that were written. Run the stage ` +
      'that made the dataset again.',
  );
}

/** Writes all of a dataset but its shards. */
export async function writeDescription(
  writer: ArtifactWriter,
  { samples, labels, quarantined, findings = [], departed = [] }: DatasetDescription,
): Promise<void> {
  await writer.add(INDEX, encodeIndex(samples));
  await writer.addJson('schema.json', inferSchema(samples, labels));
  await writer.addJson('statistics.json', statisticsOf(samples, quarantined.length));
  await writer.addJson('quarantine.json', quarantined);
  if (findings.length > 0) await writer.add(FINDINGS, encodeFindings(findings));
  if (departed.length > 0) await writer.addJson(DEPARTED, departed);
}
