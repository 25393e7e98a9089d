import { stat } from 'node:fs/promises';
import { IngestError } from '../../errors.ts';
import { isSystemFailure } from '../../system-failure.ts';
import type { RefusedItem } from '../source.ts';
import { EntryWriter } from './entry-writer.ts';
import { type Expansion, expansionOf, type UnpackOptions } from '../files/expansion.ts';

/**
 * Unpacks an archive into a new folder. When it returns or throws, nothing is written any more.
 *
 * @param read gives the writer every entry of the archive
 * @returns the entries that were refused
 * @throws IngestError `ingest/invalid-source` when reading fails, `ingest/unsafe-archive` when the archive expands to
 * more than allowed; the system's own failures
 */
export async function unpackEntries(
  file: string,
  folder: string,
  options: UnpackOptions,
  read: (writer: EntryWriter, expansion: Expansion) => Promise<void>,
): Promise<RefusedItem[]> {
  const expansion = expansionOf(file, (await stat(file)).size, options);
  const writer = new EntryWriter(folder, expansion);
  try {
    await read(writer, expansion);
    return await writer.finish();
  } catch (cause) {
    await writer.settle();
    if (cause instanceof IngestError || isSystemFailure(cause) || options.signal.aborted) throw cause;
    const message = `The archive ${file} is damaged or cut short. Get it again.`;
    throw new IngestError('ingest/invalid-source', message, { cause });
  }
}
