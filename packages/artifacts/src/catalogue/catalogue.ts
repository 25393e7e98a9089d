import {
  artifactRefSchema,
  datasetStatisticsSchema,
  errorCodeOf,
  sha256Schema,
  type ArtifactRef,
  type DatasetStatistics,
  type Json,
} from '@sightline/contracts';
import { z } from 'zod';
import type { ArtifactStore } from '../store/artifact-store.ts';

const entrySchema = artifactRefSchema.extend({
  /** The stage that made it. */
  stage: z.string(),
  /** When this store received it. */
  madeAt: z.iso.datetime(),
  parents: z.array(artifactRefSchema),
  /** Of a dataset: where its samples were read from, in the dataset that a source was read into. */
  source: z.string().optional(),
  /** Of a dataset. */
  statistics: datasetStatisticsSchema
    .pick({ samples: true, classes: true, splits: true, quarantined: true })
    .optional(),
});
/** What a list says of an artifact. */
export type CatalogueEntry = z.infer<typeof entrySchema>;

const catalogueSchema = z.record(sha256Schema, entrySchema);

/** How many manifests are read at once. */
const BATCH = 32;

/** All artifacts of a store. */
export interface Catalogue {
  /** Newest first. */
  entries: CatalogueEntry[];
  /** The ids whose manifest or statistics are damaged. */
  unreadable: string[];
}

/**
 * Lists the artifacts of a store. What a manifest says never changes, so the catalogue is kept as a pointer, and only
 * manifests that it lacks are read.
 */
export async function readCatalogue(store: ArtifactStore): Promise<Catalogue> {
  const pointer = store.pointer('catalogue');
  const kept = catalogueSchema.safeParse(await pointer.get().catch(() => undefined)).data ?? {};
  const ids = await store.ids();
  const missing = ids.filter((id) => !(id in kept));
  const found = new Map(ids.flatMap((id) => (kept[id] ? [[id, kept[id]] as const] : [])));
  const unreadable: string[] = [];
  for (let start = 0; start < missing.length; start += BATCH) {
    const batch = missing.slice(start, start + BATCH);
    const entries = await Promise.all(batch.map((id) => readEntry(store, id)));
    entries.forEach((entry, index) => {
      const id = batch[index] as string;
      if (entry) found.set(id, entry);
      else unreadable.push(id);
    });
  }
  if (missing.length > unreadable.length || found.size < Object.keys(kept).length)
    await pointer.set(JSON.parse(JSON.stringify(Object.fromEntries(found)))).catch(ignoreFullOrReadOnly);
  const entries = [...found.values()].sort((a, b) => (a.madeAt < b.madeAt ? 1 : a.madeAt > b.madeAt ? -1 : 0));
  return { entries, unreadable };
}

/** What the catalogue says of an artifact; `undefined` when it is damaged. */
async function readEntry(store: ArtifactStore, id: string): Promise<CatalogueEntry | undefined> {
  try {
    const ref = await store.refOf(id);
    const { lineage } = await store.manifest(ref);
    const statistics = ref.kind === 'dataset' ? await statisticsOf(store, ref) : undefined;
    const source = sourceOf(lineage.input);
    return {
      ...ref,
      stage: lineage.stage,
      madeAt: (await store.madeAt(ref)).toISOString(),
      parents: lineage.parents,
      ...(source !== undefined && { source }),
      ...(statistics && { statistics }),
    };
  } catch (error) {
    if (errorCodeOf(error) === undefined) throw error;
    return undefined;
  }
}

async function statisticsOf(store: ArtifactStore, ref: ArtifactRef): Promise<CatalogueEntry['statistics']> {
  const { samples, classes, splits, quarantined }: DatasetStatistics = await store.readJson(
    ref,
    'statistics.json',
    datasetStatisticsSchema,
  );
  return { samples, classes, splits, quarantined };
}

const sourceInputSchema = z.looseObject({ source: z.looseObject({ path: z.string() }) });

/** The path of the source that the input of a stage names. */
export function sourceOf(input: Json): string | undefined {
  return sourceInputSchema.safeParse(input).data?.source.path;
}

/** A store that cannot be written can still be listed. */
function ignoreFullOrReadOnly(error: unknown): void {
  if (!errorCodeOf(error)?.startsWith('artifacts/storage-')) throw error;
}
