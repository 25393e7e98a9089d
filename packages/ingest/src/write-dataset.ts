import { type ArtifactRef, type DatasetStatistics, type Quarantined, type Sample, SPLITS } from '@sightline/contracts';
import type { ArtifactWriter, StageContext } from '@sightline/artifacts';
import { encodeIndex } from './dataset-index.ts';

/** Writes everything of a dataset but its shards. */
export async function writeDatasetFiles(writer: ArtifactWriter, samples: readonly Sample[], quarantined: readonly Quarantined[]): Promise<void> {
  const statistics = statisticsOf(samples, quarantined);
  await writer.add('index.parquet', encodeIndex(samples));
  await writer.addJson('quarantine.json', quarantined);
  await writer.addJson('statistics.json', statistics);
  await writer.addJson('schema.json', { labels: Object.keys(statistics.classes), width: statistics.width, height: statistics.height });
}

/** A new version of a dataset: the same shards under another index. */
export async function deriveDataset(
  parent: ArtifactRef & { kind: 'dataset' },
  lineage: { stage: string; stageVersion: number; input: unknown; seed?: number },
  rows: { samples: readonly Sample[]; quarantined: readonly Quarantined[] },
  { artifacts }: StageContext,
): Promise<{ kind: 'dataset'; id: string }> {
  const { files } = await artifacts.manifest(parent);
  const complete = { ...lineage, input: JSON.parse(JSON.stringify(lineage.input)), parents: [parent] };
  const { id } = await artifacts.create('dataset', complete, async (writer) => {
    for (const file of files) if (file.path.startsWith('shards/')) writer.reuse(file.path, file);
    await writeDatasetFiles(writer, rows.samples, rows.quarantined);
  });
  return { kind: 'dataset', id };
}

/** The summary that the stages return beside the reference. */
export function summaryOf(samples: readonly Sample[], quarantined: readonly Quarantined[]) {
  return { samples: samples.length, classes: countBy(samples, ({ label }) => label), quarantined: quarantined.length };
}

function statisticsOf(samples: readonly Sample[], quarantined: readonly Quarantined[]): DatasetStatistics {
  const range = (values: number[]) => ({
    minimum: values.reduce((least, value) => Math.min(least, value), values[0] ?? 0),
    maximum: values.reduce((most, value) => Math.max(most, value), 0),
  });
  const splits = SPLITS.map((split) => [split, samples.filter((sample) => sample.split === split)] as const);
  return {
    ...summaryOf(samples, quarantined),
    splits: Object.fromEntries(splits.filter(([, chosen]) => chosen.length > 0).map(([split, chosen]) => [split, countBy(chosen, ({ label }) => label)])),
    width: range(samples.map(({ width }) => width)),
    height: range(samples.map(({ height }) => height)),
  };
}

function countBy(samples: readonly Sample[], key: (sample: Sample) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const sample of samples) counts.set(key(sample), (counts.get(key(sample)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
