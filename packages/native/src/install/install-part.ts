import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCodeOf, messageOf } from '@sightline/contracts';
import { cacheFolder, diskFull, requireDiskSpace } from '../cache.ts';
import { NativeError, saysDiskFull } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import { fillFolder, readInstalled } from './installed-folder.ts';
import { verifySha256 } from './sha256.ts';
import type { Source } from './source.ts';

/** A part that lies whole in the cache. */
export interface InstalledPart {
  folder: string;
  version: string;
  source: string;
}

/** The first of `sources` that is installed already. Synchronous and cheap. */
export function installedPart(part: string, sources: readonly Source[]): InstalledPart | undefined {
  for (const { version, sha256 } of sources) {
    const folder = partFolder(part, version);
    const marker = readInstalled(folder, sha256);
    if (marker) return { folder, version, source: marker.source };
  }
  return undefined;
}

/**
 * Installs a part in the cache: found there, or downloaded from the first of `sources` that can be
 * reached, verified and unpacked.
 *
 * @throws NativeError `native/download-failed` naming each place tried, `native/hash-mismatch`, `native/disk-full`
 */
export async function installPart(
  part: string,
  sources: readonly Source[],
  onProgress: OnProgress,
): Promise<InstalledPart> {
  const present = installedPart(part, sources);
  if (present) {
    onProgress({ part, step: 'download', skipped: true });
    return present;
  }
  const failures: string[] = [];
  for (const source of sources) {
    try {
      await installFrom(part, source, onProgress);
      return { folder: partFolder(part, source.version), version: source.version, source: source.name };
    } catch (error) {
      if (saysDiskFull(error)) throw diskFull(part, source.bytesNeeded);
      if (errorCodeOf(error) !== 'native/download-failed') throw error;
      failures.push(`  - ${source.name}: ${messageOf(error)}`);
    }
  }
  throw new NativeError(
    'native/download-failed',
    `${part} could not be downloaded. Tried:\n${failures.join('\n')}\nCheck the network (pip's own settings for ` +
      'its index and proxy apply), then run it again: finished parts are kept.',
  );
}

async function installFrom(part: string, source: Source, onProgress: OnProgress): Promise<void> {
  const fill = async (folder: string): Promise<string> => {
    const reporter = (step: 'download' | 'unpack') => (done: number, total?: number) =>
      onProgress({ part, step, done, ...(total === undefined ? {} : { total }) });
    await requireDiskSpace(source.bytesNeeded, part);
    const downloads = join(folder, 'download');
    await mkdir(downloads);
    const file = await source.download(downloads, reporter('download'));
    onProgress({ part, step: 'verify' });
    await verifySha256(file, source.sha256, source.name);
    await source.unpack(file, folder, reporter('unpack'));
    await rm(downloads, { recursive: true });
    return source.name;
  };
  await fillFolder(partFolder(part, source.version), source.sha256, fill, () => onProgress({ part, step: 'wait' }));
}

function partFolder(part: string, version: string): string {
  return join(cacheFolder(), `${part}-${version}-${process.platform}-${process.arch}`);
}
