import { posix } from 'node:path';
import type { ArtifactRef } from '@sightline/contracts';
import { z } from 'zod';
import type { ArtifactStore, ArtifactWriter } from '../store/artifact-store.ts';
import type { ModuleSources } from './module-sources.ts';

const FOLDER = 'source';
/** `source.json`: what each custom module was for, and where its sources are in the artifact. */
const FILE = 'source.json';
const entriesSchema = z.record(
  z.string(),
  z.strictObject({ folder: z.string(), entry: z.string(), files: z.array(z.string()) }),
);

/** Writes custom modules into an artifact, by what they are for: `source/<use>/…` and `source.json`. */
export async function writeSources(
  modules: Readonly<Record<string, ModuleSources>>,
  writer: ArtifactWriter,
): Promise<void> {
  const uses = Object.entries(modules);
  if (uses.length === 0) return;
  for (const [use, { files }] of uses) {
    for (const [path, text] of files) await writer.add(posix.join(FOLDER, use, path), text);
  }
  const entries = uses.map(([use, { folder, entry, files }]) => [use, { folder, entry, files: [...files.keys()] }]);
  await writer.addJson(FILE, Object.fromEntries(entries));
}

/** The custom module that an artifact keeps for a use, if it was made with one. */
export async function readSources(
  store: ArtifactStore,
  ref: ArtifactRef,
  use: string,
): Promise<ModuleSources | undefined> {
  const { files } = await store.manifest(ref);
  if (!files.some(({ path }) => path === FILE)) return undefined;
  const kept = (await store.readJson(ref, FILE, entriesSchema))[use];
  if (!kept) return undefined;
  const texts = await Promise.all(
    kept.files.map(async (path) => {
      return [path, (await store.read(ref, posix.join(FOLDER, use, path))).toString()] as const;
    }),
  );
  return { ...kept, files: new Map(texts) };
}
