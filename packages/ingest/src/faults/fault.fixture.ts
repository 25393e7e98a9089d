import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IngestInput, ingestInputSchema, type ProgressEvent } from '@sightline/contracts';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { imagesOf, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';

/** Two classes of three good images each. */
export async function goodImages(): Promise<Record<string, Buffer>> {
  return { ...(await imagesOf('cat', 3, 1)), ...(await imagesOf('dog', 3, 2)) };
}

/** Ingests a source of which up to nine in ten samples may be set aside. */
export async function ingestAll(
  place: Workplace,
  source: object,
  changes: Partial<IngestInput> = {},
): Promise<Dataset> {
  const input = ingestInputSchema.parse({ source, maxQuarantinedFraction: 0.9, ...changes });
  const { dataset } = await ingest(input, place.context);
  return openDataset(place.context.artifacts, dataset);
}

/**
 * Ingests the place's image folder with some files beside the good ones.
 *
 * @returns `path: reason` of each that was set aside
 */
export async function setAside(place: Workplace, files: Record<string, Uint8Array | string>): Promise<string[]> {
  const good = await goodImages();
  await writeFiles(place.source, { ...good, ...files });
  const { samples, quarantined } = await ingestAll(place, { path: place.source });
  const taken = samples.map(({ id }) => id);
  for (const id of Object.keys(good)) expect(taken).toContain(id);
  return quarantined.map(({ path, reason }) => `${path}: ${reason}`);
}

/** What is being done, by a report. */
export function phaseOf({ message = '', unit }: ProgressEvent): string {
  return `${message} ${unit}`;
}

/** The temporary folders of this process. */
export async function temporaryFolders(): Promise<string[]> {
  return (await readdir(tmpdir())).filter(
    (name) => name.startsWith('sightline-source-') && name.includes(`-${process.pid}-`),
  );
}

/** The ids of the artifacts of a place; each is whole. */
export async function wholeArtifacts({ root, context }: Workplace): Promise<string[]> {
  const keys = await context.artifacts.backend.list('manifests/');
  const ids = keys.map((key) => key.slice(-69, -5));
  for (const id of ids) await context.artifacts.verify({ kind: 'dataset', id });
  expect(await readdir(join(root, 'store', 'temporary')).catch(() => [])).toEqual([]);
  return ids;
}

/** Removes a place, after a look that nothing was written beside what belongs there, nor left in a temporary folder. */
export async function removeUntouched(place: Workplace, beside: readonly string[] = []): Promise<void> {
  const mine = new Set(['source', 'store', ...beside]);
  expect((await readdir(place.root)).filter((name) => !mine.has(name))).toEqual([]);
  expect((await readdir(tmpdir())).filter((name) => /^(escaped|secret)/.test(name))).toEqual([]);
  expect(await temporaryFolders()).toEqual([]);
  await place.remove();
}
