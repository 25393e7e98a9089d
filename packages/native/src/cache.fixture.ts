import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives each test of a file its own empty cache; returns a function that names it. */
export function useEmptyCache(): () => string {
  let folder = '';
  const before = process.env.SIGHTLINE_CACHE;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-cache-'));
    process.env.SIGHTLINE_CACHE = folder;
  });
  afterEach(async () => {
    if (before === undefined) delete process.env.SIGHTLINE_CACHE;
    else process.env.SIGHTLINE_CACHE = before;
    await rm(folder, { recursive: true, force: true });
  });
  return () => folder;
}
