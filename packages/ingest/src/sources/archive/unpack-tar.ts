import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import type { RefusedItem } from '../source.ts';
import { decodeName } from './decode-name.ts';
import type { UnpackOptions } from '../files/expansion.ts';
import { unpackEntries } from './unpack-entries.ts';

/** Names are decoded here: the library, whose types leave this option out, would replace what is not UTF-8. */
const NAMES_AS_BYTES = { filenameEncoding: 'latin1' } as Parameters<typeof extract>[0];
const FILES: readonly Header['type'][] = ['file', 'contiguous-file'];

/**
 * Unpacks the files of a tar, gzipped or not, into a new folder. Links, devices, and entries whose paths are unsafe are
 * not written and are returned.
 *
 * @throws IngestError `ingest/invalid-source` when the archive is damaged, `ingest/unsafe-archive` when it expands to
 * more than allowed
 */
export function unpackTar(
  file: string,
  folder: string,
  { gzipped, ...options }: UnpackOptions & { gzipped: boolean },
): Promise<RefusedItem[]> {
  return unpackEntries(file, folder, options, async (writer, expansion) => {
    const packed = expansion.packed(createReadStream(file));
    const bytes = gzipped ? pipeline(packed, createGunzip(), () => undefined) : packed;
    const archive = extract(NAMES_AS_BYTES);
    const feeding = feed(expansion.meter(bytes), archive);
    try {
      for await (const entry of archive) {
        const { type } = entry.header;
        const name = nameOf(entry.header, options.encoding);
        if (type === 'directory') entry.resume();
        else if (writer.admits(name, FILES.includes(type) ? undefined : noFile(type)))
          await writer.write(name, entry as AsyncIterable<Uint8Array>);
        else entry.resume();
      }
    } finally {
      await feeding;
    }
  });
}

/** Not by a pipeline: the archive is not one of Node's streams. */
async function feed(bytes: AsyncIterable<Uint8Array>, archive: ReturnType<typeof extract>): Promise<void> {
  const closed = new Promise<void>((done) => archive.once('close', done));
  try {
    for await (const chunk of bytes) {
      if (archive.destroyed) return;
      if (archive.write(chunk)) continue;
      await Promise.race([closed, new Promise<void>((drained) => archive.once('drain', drained))]);
    }
    archive.end(null);
  } catch (error) {
    archive.destroy(error as Error);
  }
}

/** A name in a PAX header is UTF-8, and decoded already. */
function nameOf({ name, pax }: Header, encoding: string | undefined): string {
  return (pax as { path?: string } | null)?.path === undefined
    ? decodeName(Buffer.from(name, 'latin1'), encoding)
    : name;
}

function noFile(type: Header['type']): RefusedItem['refusal'] {
  return { reason: 'not-a-file', detail: `A ${type} in an archive is not followed. Pack the file itself.` };
}
