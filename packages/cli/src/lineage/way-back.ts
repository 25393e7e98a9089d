import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  artifactsByRun,
  type Ancestor,
  type ArtifactStore,
  type Home,
  openRegistry,
  readLineage,
} from '@sightline/artifacts';
import type { ArtifactRef } from '@sightline/contracts';
import { sourcePaths } from './source-path.ts';

/** Where an artifact came from. */
export interface WayBack {
  readonly artifact: ArtifactRef;
  /** The registered versions that it is: `digits@3`. */
  readonly versions: readonly string[];
  /** The runs that made or used it, newest first. */
  readonly runs: readonly string[];
  /** What was read: a path, and the dataset that it was read into. */
  readonly data: readonly { path: string; dataset: string }[];
  /** The files that have the pipelines of those runs whole. */
  readonly specs: readonly string[];
  readonly seeds: readonly number[];
  readonly code: {
    /** The version of each stage: raised when the same input would give another output. */
    readonly stages: Readonly<Record<string, number>>;
    readonly engines: readonly string[];
    /** Files of custom modules, in the artifacts that keep them. */
    readonly modules: readonly { artifact: string; file: string }[];
  };
  /** It and all that it was made from, with the input of each stage. */
  readonly ancestors: readonly Ancestor[];
}

/** @throws ArtifactError `artifacts/not-found`, `artifacts/corrupt` */
export async function wayBackOf(
  artifact: ArtifactRef,
  store: ArtifactStore,
  { runsFolder }: Pick<Home, 'runsFolder'>,
): Promise<WayBack> {
  const ancestors = await readLineage(store, artifact);
  const registry = openRegistry(store);
  const versions: string[] = [];
  for (const name of await registry.models())
    for (const { version, model } of await registry.versions(name))
      if (model.id === artifact.id) versions.push(`${name}@${version}`);
  const byRun = await artifactsByRun(runsFolder);
  const runs = [...byRun].filter(([, ids]) => ids.has(artifact.id)).map(([runId]) => runId);
  const pathOf = sourcePaths(ancestors, byRun, { runsFolder });
  const data: { path: string; dataset: string }[] = [];
  for (const { id, source } of ancestors)
    if (source !== undefined) data.push({ path: await pathOf(source), dataset: id });
  const lineages = ancestors.flatMap(({ lineage }) => lineage ?? []);
  return {
    artifact,
    versions,
    runs,
    data,
    specs: runs.map((runId) => join(runsFolder, runId, 'args.json')).filter((file) => existsSync(file)),
    seeds: [...new Set(lineages.flatMap(({ seed }) => seed ?? []))],
    code: {
      stages: Object.fromEntries(lineages.toReversed().map(({ stage, stageVersion }) => [stage, stageVersion])),
      engines: [...new Set(lineages.flatMap(({ engine }) => engine ?? []))],
      modules: ancestors.flatMap(({ id, modules }) => modules.map((file) => ({ artifact: id, file }))),
    },
    ancestors,
  };
}
