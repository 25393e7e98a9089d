import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sortedByCodePoints, type Source } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { findSource } from '../find-source.ts';
import { isPassedOver } from '../folders/litter.ts';
import { whySetAside } from '../listing.ts';
import { withResources } from '../resources.ts';
import { pathRefusal } from '../files/safe-path.ts';
import type { OpenContext, SourceListing } from '../source.ts';
import { unpack } from './unpack.ts';

/** The errors of a reader whose folder holds nothing of its kind. */
const NOT_HERE: ReadonlySet<string> = new Set([
  'ingest/source-not-found',
  'ingest/invalid-source',
  'ingest/empty-source',
  'ingest/single-class',
]);

type ArchiveSource = Extract<Source, { kind: 'archive' }>;

/**
 * Unpacks an archive into a temporary folder and lists what it holds with the reader of that, at its top or in the one
 * folder there. Entries that are not unpacked are set aside.
 *
 * @throws IngestError as `unpack` and the reader do
 */
export async function openArchive(
  { path, holds, limits, encoding }: ArchiveSource,
  context: OpenContext,
): Promise<SourceListing> {
  const file = await findSource(path, 'file', 'a .zip, .tar or .tar.gz');
  const outside = pathRefusal(holds.path);
  if (outside) throw new IngestError('ingest/invalid-source', `holds.path "${holds.path}": ${outside.detail}`);
  return withResources(context, async (resources) => {
    const folder = await resources.folder();
    const refused = await unpack(file, folder, { limits, encoding, ...resources });
    const named = (text: string) => text.replaceAll(folder, path);
    const logger = {
      info: (text: string) => context.logger.info(named(text)),
      warn: (text: string) => context.logger.warn(named(text)),
    };
    try {
      const { items, ...listing } = await openHeld(folder, holds, { open: context.open, logger });
      return { ...listing, items: sortedByCodePoints([...items, ...refused], ({ id }) => id) };
    } catch (error) {
      if (!(error instanceof IngestError)) throw error;
      const why = NOT_HERE.has(error.code) ? ` ${whySetAside(refused)}`.trimEnd() : '';
      throw new IngestError(error.code, named(error.message) + why, { cause: error });
    }
  });
}

/** Opens what an archive holds: where it is not at its top, in the one folder there, as archives are often packed. */
async function openHeld(
  folder: string,
  holds: ArchiveSource['holds'],
  { open, logger }: Pick<OpenContext, 'open' | 'logger'>,
): Promise<SourceListing> {
  try {
    return await open({ ...holds, path: join(folder, holds.path) }, logger);
  } catch (error) {
    const inner = error instanceof IngestError && NOT_HERE.has(error.code) && (await onlyFolder(folder));
    if (!inner) throw error;
    return open({ ...holds, path: join(inner, holds.path) }, logger).catch((cause: unknown) => {
      // Of the two, the first says what was asked for, unless the second came further.
      throw cause instanceof IngestError && NOT_HERE.has(cause.code) ? error : cause;
    });
  }
}

export async function onlyFolder(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !isPassedOver(entry.name));
  return folders.length === 1 ? join(folder, folders[0]?.name ?? '') : undefined;
}
