import { type ArtifactRef, errorCodeOf, type Lineage } from '@sightline/contracts';
import type { ArtifactStore } from '../store/artifact-store.ts';
import { sourceOf } from './catalogue.ts';

/** An artifact on the way back from another one. */
export interface Ancestor extends ArtifactRef {
  /** What made it from what; absent where the store no longer has it. */
  readonly lineage?: Lineage;
  /** When this store received it, in ISO 8601. */
  readonly madeAt?: string;
  /** Of a dataset that a source was read into: the path of the source. */
  readonly source?: string;
  /** The files of custom modules that it was made with: the sources that it keeps. */
  readonly modules: readonly string[];
}

/**
 * An artifact and all that it was made from, each once and before what it was made from itself.
 *
 * @throws ArtifactError `artifacts/not-found` when the store does not have the artifact itself; `artifacts/corrupt`
 */
export async function readLineage(store: ArtifactStore, ref: ArtifactRef): Promise<Ancestor[]> {
  const first = await readAncestor(store, ref);
  const visited = new Set<string>();
  const oldestFirst: Ancestor[] = [];
  await visit(first);
  return oldestFirst.reverse();

  async function visit(ancestor: Ancestor): Promise<void> {
    visited.add(ancestor.id);
    for (const parent of ancestor.lineage?.parents ?? [])
      if (!visited.has(parent.id)) await visit(await ancestorOrGone(store, parent));
    oldestFirst.push(ancestor);
  }
}

async function readAncestor(store: ArtifactStore, ref: ArtifactRef): Promise<Ancestor> {
  const { kind, lineage, files } = await store.manifest(ref);
  const modules = files.flatMap(({ path }) => (path.startsWith('source/') ? path.slice('source/'.length) : []));
  const madeAt = (await store.madeAt(ref)).toISOString();
  const source = sourceOf(lineage.input);
  return { kind, id: ref.id, lineage, madeAt, modules, ...(source !== undefined && { source }) };
}

async function ancestorOrGone(store: ArtifactStore, { kind, id }: ArtifactRef): Promise<Ancestor> {
  try {
    return await readAncestor(store, { kind, id });
  } catch (error) {
    if (errorCodeOf(error) !== 'artifacts/not-found') throw error;
    return { kind, id, modules: [] };
  }
}
