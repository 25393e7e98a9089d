// @ts-check
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from './lock.mjs';

/** @type {string} */
let folder;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'sightline-lock-'))));
afterEach(() => rm(folder, { recursive: true }));

describe('takeLock', () => {
  it('gives the lock to one and tells the second who holds it', async () => {
    const path = join(folder, 'deep', 'lock');
    const first = await takeLock(path);
    expect(await takeLock(path)).toEqual({ ownerPid: process.pid });
    if ('release' in first) await first.release();
    expect(await takeLock(path)).toHaveProperty('release');
  });

  it('breaks the lock of a process that has ended', async () => {
    const path = join(folder, 'lock');
    await writeFile(path, String(spawnSync(process.execPath, ['-e', '']).pid));
    expect(await takeLock(path)).toHaveProperty('release');
  });
});
