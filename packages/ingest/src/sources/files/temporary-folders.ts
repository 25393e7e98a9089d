import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeLeftovers, temporaryPrefix } from '@sightline/artifacts';

const NAME = 'sightline-source';

/** Makes a folder for what a source is unpacked into, after those of processes that were killed are removed. */
export async function makeTemporaryFolder(): Promise<string> {
  await removeLeftovers(tmpdir(), NAME);
  return realpath(await mkdtemp(join(tmpdir(), temporaryPrefix(NAME))));
}

/** Removes a folder with all that is in it. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
