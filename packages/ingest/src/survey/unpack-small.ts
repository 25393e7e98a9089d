import { stat } from 'node:fs/promises';
import { archiveLimitsSchema } from '@sightline/contracts';
import { unpack } from '../sources/archive/unpack.ts';
import { makeTemporaryFolder, removeFolder } from '../sources/files/temporary-folders.ts';
import { SMALL_BYTES } from './survey.ts';

/** Has a look at what an archive holds, unpacked while that lasts; at nothing where it is not small. */
export async function unpackSmall<Seen>(
  file: string,
  look: (folder: string | undefined) => Promise<Seen>,
): Promise<Seen> {
  if ((await stat(file)).size > SMALL_BYTES) return look(undefined);
  const folder = await makeTemporaryFolder();
  try {
    const limits = archiveLimitsSchema.parse({});
    const logger = { info: () => undefined, warn: () => undefined };
    await unpack(file, folder, { limits, logger, signal: new AbortController().signal, progress: () => undefined });
    return await look(folder);
  } finally {
    await removeFolder(folder);
  }
}
