import { basename, dirname, extname } from 'node:path';
import { messageOf, type Source } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { findSource } from '../find-source.ts';
import { labelled, listingOfFiles } from '../listing.ts';
import { isSystemFailure, readFileWithin, readUnchanged } from '../read-file.ts';
import { locate, pathRefusal, tidyPath } from '../safe-path.ts';
import type { OpenContext, RefusedItem, SourceItem, SourceListing } from '../source.ts';
import { manifestFormats, type RawRow } from './formats.ts';
import { type ManifestRow, rowSchema } from './row.ts';

type ManifestSource = Extract<Source, { kind: 'manifest' }>;

/**
 * Lists a manifest: a table (CSV, JSON, JSONL, Parquet; told by its extension) with a row an image: `path` relative to the manifest, `label`, `boxes`, `group`, `time`, `split`.
 * A row that is wrong, or whose path leads out of the manifest's folder, is set aside.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source` when the file is not of its format, and what `listingOfFiles` throws
 */
export async function openManifest(source: ManifestSource, { signal }: OpenContext): Promise<SourceListing> {
  const allowed = Object.keys(manifestFormats).join(', ');
  const file = await findSource(source.path, 'file', `a table of images (${allowed})`);
  const rowsOf = manifestFormats[extname(file).toLowerCase()];
  if (!rowsOf) {
    throw new IngestError(
      'ingest/invalid-source',
      `${basename(file)} is no manifest by its extension. Allowed: ${allowed}.`,
    );
  }
  const items: SourceItem[] = [];
  const itemOf = itemReader(dirname(file), source);
  const readRows = async () => {
    for await (const row of rowsOf(file)) {
      signal.throwIfAborted();
      items.push(itemOf(row, `${basename(file)}:row ${items.length + 1}`));
    }
  };
  try {
    await readUnchanged(file, readRows);
  } catch (cause) {
    if (cause instanceof IngestError || isSystemFailure(cause) || signal.aborted) throw cause;
    throw new IngestError('ingest/invalid-source', `The manifest ${file} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
  return listingOfFiles(source.path, items);
}

function itemReader(
  root: string,
  { boxUnit, followLinks }: ManifestSource,
): (raw: RawRow, place: string) => SourceItem {
  return (raw, place) => {
    if ('problem' in raw) return refused(place, { reason: 'invalid-annotation', detail: raw.problem });
    const parsed = rowSchema.safeParse(raw.value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const detail = `${issue?.path.join('.') || 'the row'}: ${issue?.message}`;
      return refused(place, { reason: 'invalid-annotation', detail });
    }
    const unsafe = pathRefusal(parsed.data.path);
    if (unsafe) return refused(parsed.data.path, unsafe);
    return sampleOf({ root, path: tidyPath(parsed.data.path), followLinks }, parsed.data, boxUnit);
  };
}

function sampleOf(
  { root, path, followLinks }: { root: string; path: string; followLinks: boolean },
  { label, boxes, group, time, split }: ManifestRow,
  unit: ManifestSource['boxUnit'],
): SourceItem {
  return labelled({
    id: path,
    label,
    ...(boxes && { boxes: { unit, boxes } }),
    ...(group !== undefined && { group }),
    ...(time !== undefined && { time }),
    ...(split && { split }),
    read: async (limits) => readFileWithin(await locate(root, path, { followLinks }), limits),
  });
}

function refused(id: string, refusal: RefusedItem['refusal']): RefusedItem {
  return { id, refusal };
}
