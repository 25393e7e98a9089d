import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { NativeError } from '../errors.ts';

/**
 * Unpacks the members of a zip file that `place` gives a path under `folder`; the rest is never inflated.
 *
 * @param onBytes called with the bytes written so far
 * @throws NativeError `native/download-failed` when the zip holds none of them
 */
export async function unzip(
  file: string,
  folder: string,
  place: (member: string) => string | undefined,
  onBytes: (done: number) => void,
): Promise<void> {
  const zip = await openPromise(file, { autoClose: false });
  let done = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const path = place(entry.fileName);
      if (path === undefined) continue;
      await mkdir(dirname(join(folder, path)), { recursive: true });
      const content = await zip.openReadStreamPromise(entry);
      content.on('data', (chunk: Buffer) => onBytes((done += chunk.length)));
      const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
      await pipeline(content, createWriteStream(join(folder, path), { mode }));
    }
  } finally {
    zip.close();
  }
  if (done === 0)
    throw new NativeError('native/download-failed', `${file} contains none of the files that are needed from it.`);
}
