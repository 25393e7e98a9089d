import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Entry, openPromise } from 'yauzl';
import { IngestError } from '../../errors.ts';
import { progressOf } from '../../report-progress.ts';
import { isSystemFailure } from '../../system-failure.ts';
import type { RefusedItem } from '../source.ts';
import { entryWriter } from './entry-writer.ts';
import { expansionOf, type UnpackOptions } from './expansion.ts';
import { zipNames } from './zip-names.ts';

type Refusal = RefusedItem['refusal'];

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

/**
 * Unpacks the files of a zip into a new folder. Entries that are not plain files, or whose paths are unsafe, are not
 * written and are returned.
 *
 * @throws IngestError `ingest/invalid-source` when the zip is damaged, `ingest/unsafe-archive` when it expands to more
 * than allowed
 */
export async function unpackZip(file: string, folder: string, options: UnpackOptions): Promise<RefusedItem[]> {
  const expansion = expansionOf(file, (await stat(file)).size, options);
  const writer = entryWriter(folder, expansion);
  try {
    // Names are decoded here: the library would end the whole archive at the first unsafe one.
    const zip = await openPromise(file, { autoClose: false, decodeStrings: false });
    const names = zipNames(file, options);
    const advance = progressOf(options, zip.entryCount, 'entries', `unpacking ${basename(file)}`);
    try {
      for await (const entry of zip.eachEntry()) {
        const name = names.nameOf(entry);
        if (!name.endsWith('/') && writer.admits(name, problemOf(entry)))
          await writer.write(name, expansion.meter(await zip.openReadStreamPromise(entry)), entry.crc32);
        advance();
      }
    } finally {
      zip.close();
    }
    names.report();
    return await writer.finish();
  } catch (cause) {
    await writer.settle();
    if (cause instanceof IngestError || isSystemFailure(cause) || options.signal.aborted) throw cause;
    throw new IngestError('ingest/invalid-source', `The archive ${file} is damaged or cut short. Get it again.`, {
      cause,
    });
  }
}

function problemOf(entry: Entry): Refusal | undefined {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== REGULAR)
    return { reason: 'not-a-file', detail: 'A link or a device in an archive is not followed. Pack the file itself.' };
  if (!entry.canDecodeFileData())
    return {
      reason: 'unsupported-format',
      detail: 'It is encrypted, or packed by a method other than "stored" and "deflate".',
    };
  return undefined;
}
