import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KnownBlobs } from './byte-backend.ts';
import { blobKey } from './keys.ts';
import { openKnownBlobs, stateOf } from './known-blobs.ts';

const SHA = 'ab'.repeat(32);
const BLOB = { sha256: SHA, bytes: 5 };

describe('blobs that were found whole', () => {
  let folder: string;
  let path: string;
  let known: KnownBlobs;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-known-'));
    path = join(folder, blobKey(SHA));
    await mkdir(dirname(path), { recursive: true });
    known = openKnownBlobs(folder);
    await writeFile(path, 'bytes');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  /** As if the file had not been changed for long. */
  const settled = async () => ({ ...(await stateOf(path)), changedMs: 0 });

  it('are known until their file is written to, even where its size and time stay', async () => {
    await utimes(path, 1, 1);
    await known.add(SHA, await settled());
    expect(await known.isKnown(BLOB)).toBe(true);
    await writeFile(path, 'Bytes');
    await utimes(path, 1, 1);
    expect(await known.isKnown(BLOB)).toBe(false);
  });

  it('are not known while a second change could carry the same time', async () => {
    await known.add(SHA, await stateOf(path));
    expect(await known.isKnown(BLOB)).toBe(false);
  });

  it('are not known once they are forgotten, or when their record is damaged or their file is gone', async () => {
    await known.add(SHA, await settled());
    await known.forget(SHA);
    expect(await known.isKnown(BLOB)).toBe(false);
    await known.add(SHA, await settled());
    await rm(path);
    expect(await known.isKnown(BLOB)).toBe(false);
  });
});
