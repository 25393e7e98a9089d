import type { ArtifactKind, ProgressEvent } from '@sightline/contracts';
import { openRegistry } from '../registry.ts';
import type { ArtifactStore } from '../store/artifact-store.ts';
import { blobKey, manifestKey } from '../store/keys.ts';
import { childrenFirst, idsOfLive, readManifests, type Manifests, type Marked } from './artifacts.ts';
import { inBatches } from './in-batches.ts';
import { keptSince, type KeepRules, type OpenRun } from './keep.ts';
import { readPointers } from './pointers.ts';
import { keptVersions, namedByRuns } from './roots.ts';

/** What can be made again, and is removed once it is old. */
const CACHES = { checkpoint: 'checkpoints/', features: 'features/', picture: 'pictures/' } as const;

export type GarbageKind = ArtifactKind | 'stage-result' | 'blob' | keyof typeof CACHES;

/** An object that nothing needs. */
export interface GarbageObject {
  /** What it is; the bytes of an artifact's files count as the artifact's. */
  readonly kind: GarbageKind;
  /** Where it lies, after what refers to it and to nothing else. */
  readonly keys: readonly string[];
  /** Of an artifact. */
  readonly id?: string;
  readonly bytes: number;
  /** Whether its bytes are those of an artifact that is garbage too. */
  readonly isPart?: true;
}

/** What nothing needs. */
export interface Garbage {
  /** What was written or used since then is kept. */
  readonly since: Date;
  /** The runs because of which more is kept: those that have not ended. */
  readonly openRuns: readonly string[];
  /** The registered versions whose files are among it. */
  readonly versions: readonly { name: string; version: number }[];
  /** In the order in which it may be removed: each group after those that refer to it. */
  readonly groups: readonly (readonly GarbageObject[])[];
}

export interface GarbageOptions {
  readonly keep: KeepRules;
  /** Asked for the runs on this store that have not ended. */
  readonly openRuns: () => Promise<readonly OpenRun[]>;
  readonly signal?: AbortSignal;
  readonly progress?: (event: ProgressEvent) => void;
}

/**
 * Finds what nothing needs. Needed are the artifacts that promotions or pointers name, the newest and the recent ones,
 * what open runs name, and all that those were made from; the files of all these.
 *
 * @param hold is awaited before each piece of work
 * @throws ArtifactError `artifacts/corrupt` when the manifest of what is needed is damaged: what that needs is unknown
 */
export async function findGarbage(
  store: ArtifactStore,
  { keep, openRuns, signal, progress }: GarbageOptions,
  hold: () => Promise<void> = async () => undefined,
): Promise<Garbage> {
  const { backend } = store;
  const stepsOf = (unit: string, total: number) => async (done: number) => {
    signal?.throwIfAborted();
    await hold();
    progress?.({ done, total, unit });
  };
  const runs = await openRuns();
  const since = keptSince(keep, runs);
  const versions = await keptVersions(openRegistry(store), keep, since);
  const pointers = await readPointers(backend, stepsOf);
  const manifests = await readManifests(store, stepsOf);
  const live = idsOfLive(manifests, [
    ...versions.kept.map(({ model }) => model.id),
    ...namedByRuns(runs, versions.all),
    ...pointers.filter(({ isStage, at }) => !isStage || at >= since).flatMap(({ refs }) => refs),
    ...[...manifests].filter(([, { at }]) => at >= since).map(([id]) => id),
  ]);

  const dangling = pointers.filter(({ isStage, refs }) => isStage && refs.some((id) => !live.has(id)));
  const dead = new Map([...manifests].filter(([id]) => !live.has(id)));
  const owners = ownersOf(dead);
  const needed = new Set([...live].flatMap((id) => filesOf(manifests, id)).map(blobKey));
  const records = new Set(await backend.list('verified/'));
  const blobs = (await oldObjects('blobs/')).flatMap(({ key, bytes }): GarbageObject[] => {
    if (needed.has(key)) return [];
    const owner = owners.get(key);
    const record = key.replace(/^blobs/, 'verified');
    const keys = records.has(record) ? [record, key] : [key];
    return [{ kind: owner ?? 'blob', keys, bytes, ...(owner && { isPart: true }) }];
  });
  const caches = [];
  for (const [kind, prefix] of Object.entries(CACHES) as [keyof typeof CACHES, string][]) {
    // An open run goes on from a checkpoint, however old.
    if (kind === 'checkpoint' && runs.length > 0) continue;
    caches.push(...(await oldObjects(prefix)).map(({ key, bytes }): GarbageObject => ({ kind, keys: [key], bytes })));
  }
  return {
    since,
    openRuns: runs.map(({ runId }) => runId),
    versions: versions.all.filter(({ model }) => dead.has(model.id)).map(({ name, version }) => ({ name, version })),
    groups: [
      dangling.map(({ key, bytes }): GarbageObject => ({ kind: 'stage-result', keys: [key], bytes })),
      ...childrenFirst(dead).map((ids) => ids.map((id) => manifestObject(dead, id))),
      blobs,
      caches,
    ].filter((group) => group.length > 0),
  };

  async function oldObjects(prefix: string): Promise<{ key: string; bytes: number }[]> {
    const keys = await backend.list(prefix);
    const step = stepsOf(prefix.slice(0, -1), keys.length);
    const found = await inBatches(keys, async (key) => ({ key, facts: await backend.describe(key) }), step);
    return found.flatMap(({ key, facts }) => (facts && facts.modifiedAt < since ? [{ key, bytes: facts.bytes }] : []));
  }
}

function manifestObject(manifests: Manifests, id: string): GarbageObject {
  const { kind = 'blob', bytes } = manifests.get(id) as Marked;
  return { kind, keys: [manifestKey(id)], id, bytes };
}

/** The blobs of artifacts, each with the kind of one that has it. */
function ownersOf(manifests: Manifests): Map<string, ArtifactKind> {
  const owners = new Map<string, ArtifactKind>();
  for (const { kind, files } of manifests.values())
    if (kind) for (const sha256 of files) owners.set(blobKey(sha256), kind);
  return owners;
}

function filesOf(manifests: Manifests, id: string): readonly string[] {
  return manifests.get(id)?.files ?? [];
}
