import { basename } from 'node:path';
import { type Entry, openPromise } from 'yauzl';
import { progressOf } from '../../report-progress.ts';
import type { RefusedItem } from '../source.ts';
import type { UnpackOptions } from '../files/expansion.ts';
import { unpackEntries } from './unpack-entries.ts';
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
export function unpackZip(file: string, folder: string, options: UnpackOptions): Promise<RefusedItem[]> {
  return unpackEntries(file, folder, options, async (writer, expansion) => {
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
  });
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
