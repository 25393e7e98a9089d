import { basename, dirname, extname } from 'node:path';
import type { Source } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { checkUnit } from '../boxes/pixel-boxes.ts';
import { findSource } from '../find-source.ts';
import { listingOfFiles } from '../listing.ts';
import { readUnchanged } from '../files/read-file.ts';
import { isSystemFailure } from '../../system-failure.ts';
import { withResources } from '../resources.ts';
import type { OpenContext, SourceItem, SourceListing } from '../source.ts';
import { manifestFormats } from './formats.ts';
import { rowReader } from './row-reader.ts';

type ManifestSource = Extract<Source, { kind: 'manifest' }>;

/**
 * Lists a manifest: a table (CSV, JSON, JSONL, Parquet; by its extension) with one row for each image: `path`
 * relative to the manifest, `label`, `boxes`, `group`, `time` and `split`, under the names that tools give these
 * columns or `columns` says. A Parquet may hold the images themselves. A row that is wrong, or whose path leads out of
 * the manifest's folder, is set aside.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source` when the file is not of its format, and what
 * `listingOfFiles` throws
 */
export async function openManifest(source: ManifestSource, context: OpenContext): Promise<SourceListing> {
  const allowed = Object.keys(manifestFormats).join(', ');
  const file = await findSource(source.path, 'file', `a table of images (${allowed})`);
  const rowsOf = manifestFormats[extname(file).toLowerCase()];
  if (!rowsOf) {
    throw new IngestError(
      'ingest/invalid-source',
      `${basename(file)} is not a manifest by its extension. Allowed: ${allowed}.`,
    );
  }
  return withResources(context, async (resources) => {
    const items: SourceItem[] = [];
    const reader = rowReader(dirname(file), basename(file), source);
    const readRows = async () => {
      for await (const row of rowsOf(file, source, resources)) {
        context.signal.throwIfAborted();
        items.push(reader.itemOf(row, items.length));
      }
    };
    try {
      await readUnchanged(file, readRows);
    } catch (cause) {
      if (cause instanceof IngestError || isSystemFailure(cause) || context.signal.aborted) throw cause;
      throw new IngestError('ingest/invalid-source', `The manifest ${file} is damaged or cut short. Write it again.`, {
        cause,
      });
    }
    if (items.length === 0)
      throw new IngestError('ingest/empty-source', `The manifest ${file} has no rows. It needs one for each image.`);
    reader.checkColumns();
    const warning = reader.warning();
    if (warning !== undefined) context.logger.warn(warning);
    checkPixels(items, basename(file));
    return listingOfFiles(source.path, items);
  });
}

function checkPixels(items: readonly SourceItem[], table: string): void {
  const boxes = items.flatMap((item) => ('read' in item && item.boxes?.unit === 'pixel' ? item.boxes.boxes : []));
  checkUnit([{ boxes, size: undefined }], `The manifest ${table}`);
}
