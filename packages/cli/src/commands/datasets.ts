import {
  artifactsByRun,
  openStore,
  readCatalogue,
  shortId,
  sightlineHome,
  type CatalogueEntry,
} from '@sightline/artifacts';
import type { Command } from 'commander';
import { outputOf } from '../output.ts';
import { table, utc } from '../terminal/format.ts';

export function addDatasets(program: Command): void {
  program
    .command('datasets')
    .description('list the datasets of the store, newest first')
    .addHelpText('before', 'Examples:\n  sightline datasets\n  sightline datasets --json\n')
    .action(async (_, command: Command) => {
      const output = outputOf(command);
      const { root, runsFolder } = sightlineHome();
      const { entries, unreadable } = await readCatalogue(openStore(root));
      const byId = new Map(entries.map((entry) => [entry.id, entry]));
      const runs = await runsByArtifact(runsFolder);
      const datasets = entries
        .filter(({ kind }) => kind === 'dataset')
        .map(({ id, madeAt, stage, parents, source, statistics }) => ({
          id,
          madeAt,
          stage,
          source: source ?? sourceOf(parents, byId) ?? null,
          ...statistics,
          runs: runs.get(id) ?? [],
        }));
      output.result(datasets, textOf(datasets));
      if (unreadable.length > 0)
        output.say(`Left out, for they are damaged: the artifacts ${unreadable.map(shortId).join(', ')}.`);
      if (datasets[0]) output.say('Next: sightline compare <before> <after>; ids may be cut to 6 digits.');
    });
}

interface Listed extends Partial<NonNullable<CatalogueEntry['statistics']>> {
  id: string;
  madeAt: string;
  stage: string;
  /** Where its samples were read from; null when they came from no source. */
  source: string | null;
  /** Newest first. */
  runs: string[];
}

function textOf(datasets: readonly Listed[]): string {
  if (datasets.length === 0) return 'No datasets yet. Next: sightline run <pipeline.yaml>';
  const rows = datasets.map(({ id, madeAt, stage, samples, classes, splits = {}, source, runs }) => [
    shortId(id),
    utc(madeAt),
    stage,
    samples?.toLocaleString('en-US') ?? '',
    String(Object.keys(classes ?? {}).length || ''),
    Object.entries(splits)
      .map(([name, split]) => `${name} ${split.samples.toLocaleString('en-US')}`)
      .join(', '),
    source ?? '',
    runs.length > 1 ? `${runs[0]} and ${runs.length - 1} more` : (runs[0] ?? ''),
  ]);
  return table([['DATASET', 'MADE (UTC)', 'STAGE', 'SAMPLES', 'CLASSES', 'SPLITS', 'SOURCE', 'RUN'], ...rows]);
}

/** Where the samples of the artifacts that something was made from were read. */
function sourceOf(parents: CatalogueEntry['parents'], byId: Map<string, CatalogueEntry>): string | undefined {
  for (const { id } of parents) {
    const parent = byId.get(id);
    const source = parent && (parent.source ?? sourceOf(parent.parents, byId));
    if (source !== undefined) return source;
  }
  return undefined;
}

/** The runs that name each artifact. */
async function runsByArtifact(runsFolder: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const [runId, ids] of await artifactsByRun(runsFolder))
    for (const id of ids) found.set(id, [...(found.get(id) ?? []), runId]);
  return found;
}
