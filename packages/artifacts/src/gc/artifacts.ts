import { type ArtifactKind, errorCodeOf } from '@sightline/contracts';
import { shortId } from '../catalogue/ambiguous.ts';
import { ArtifactError } from '../errors.ts';
import type { ArtifactStore } from '../store/artifact-store.ts';
import { manifestKey } from '../store/keys.ts';
import { inBatches } from './in-batches.ts';

/** What a manifest says, as far as it decides what is kept. */
export interface Marked {
  /** Absent where the manifest is damaged. */
  readonly kind?: ArtifactKind;
  readonly parents: readonly string[];
  /** The sha256 of each file. */
  readonly files: readonly string[];
  readonly at: Date;
  /** Of the manifest itself. */
  readonly bytes: number;
}
export type Manifests = ReadonlyMap<string, Marked>;

/** Every manifest of a store, by the artifact's id. */
export async function readManifests(
  store: ArtifactStore,
  stepsOf: (unit: string, total: number) => (done: number) => Promise<void>,
): Promise<Manifests> {
  const ids = await store.ids();
  const read = await inBatches(ids, (id) => readMarked(store, id), stepsOf('artifacts', ids.length));
  return new Map(read.flatMap((marked, index) => (marked ? [[ids[index] as string, marked] as const] : [])));
}

/** Undefined where the artifact has gone meanwhile. */
async function readMarked(store: ArtifactStore, id: string): Promise<Marked | undefined> {
  const facts = await store.backend.describe(manifestKey(id));
  if (!facts) return undefined;
  const about = { at: facts.modifiedAt, bytes: facts.bytes };
  try {
    const ref = await store.refOf(id);
    const { lineage, files } = await store.manifest(ref);
    const parents = lineage.parents.map((parent) => parent.id);
    return { ...about, kind: ref.kind, parents, files: files.map(({ sha256 }) => sha256) };
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'artifacts/not-found') return undefined;
    if (code !== 'artifacts/corrupt' && code !== 'contracts/invalid-input') throw error;
    return { ...about, parents: [], files: [] };
  }
}

/**
 * The artifacts that must stay, and all that they were made from.
 *
 * @throws ArtifactError `artifacts/corrupt` when the manifest of one is damaged
 */
export function idsOfLive(manifests: Manifests, roots: Iterable<string>): ReadonlySet<string> {
  const live = new Set<string>();
  const open = [...roots];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const manifest = manifests.get(id);
    if (!manifest || live.has(id)) continue;
    if (!manifest.kind) throw damaged(id);
    live.add(id);
    open.push(...manifest.parents);
  }
  return live;
}

/** The ids of artifacts in groups, each after those that hold what was made from its artifacts. */
export function childrenFirst(manifests: Manifests): string[][] {
  const depths = new Map<string, number>();
  const groups: string[][] = [];
  const children = new Map<string, string[]>();
  for (const [id, { parents }] of manifests)
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), id]);
  const depthOf = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    const depth = Math.max(-1, ...(children.get(id) ?? []).map(depthOf)) + 1;
    depths.set(id, depth);
    return depth;
  };
  for (const id of manifests.keys()) (groups[depthOf(id)] ??= []).push(id);
  return groups;
}

function damaged(id: string): ArtifactError {
  return new ArtifactError(
    'artifacts/corrupt',
    `The manifest of the artifact ${shortId(id)} is damaged, and the artifact is needed: what it was made from is ` +
      `not known, so nothing is removed. Run again the stage that made it, or delete ${manifestKey(id)} in the store.`,
  );
}
