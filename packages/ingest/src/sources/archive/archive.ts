import { join } from 'node:path';
import type { Source } from '@sightline/contracts';
import { sortedByCodePoints } from '../../code-points.ts';
import { IngestError } from '../../errors.ts';
import { findSource } from '../find-source.ts';
import { withResources } from '../resources.ts';
import { pathRefusal } from '../safe-path.ts';
import type { OpenContext, SourceListing } from '../source.ts';
import { unpack } from './unpack.ts';

type ArchiveSource = Extract<Source, { kind: 'archive' }>;

/**
 * Unpacks an archive into a temporary folder and lists what it holds with the reader of that. Entries that are not unpacked are set aside.
 *
 * @throws IngestError as `unpack` and the reader do
 */
export async function openArchive(
  { path, holds, limits }: ArchiveSource,
  context: OpenContext,
): Promise<SourceListing> {
  const file = await findSource(path, 'file', 'a .zip, .tar or .tar.gz');
  const outside = pathRefusal(holds.path);
  if (outside) throw new IngestError('ingest/invalid-source', `holds.path "${holds.path}": ${outside.detail}`);
  return withResources(context, async (resources) => {
    const folder = await resources.folder();
    const refused = await unpack(file, folder, { limits, ...resources });
    try {
      const { items, ...listing } = await context.open({ ...holds, path: join(folder, holds.path) });
      return { ...listing, items: sortedByCodePoints([...items, ...refused], ({ id }) => id) };
    } catch (error) {
      if (!(error instanceof IngestError)) throw error;
      throw new IngestError(error.code, error.message.replaceAll(folder, path), { cause: error });
    }
  });
}
