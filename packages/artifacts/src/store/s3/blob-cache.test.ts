import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBlobCache } from './blob-cache.ts';
import { once } from '../local-backend.ts';

describe('copies of blobs on this machine', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-copies-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const keep = async (name: string) => {
    const cache = openBlobCache(folder, 250);
    await cache.keep(await cache.receive(once(Buffer.alloc(100))), `blobs/${name}`);
  };
  const copies = async () => (await readdir(join(folder, 'blobs'))).sort();
  /** As if another process had used a copy so many minutes ago, and had ended. */
  const age = async (name: string, minutes: number) => {
    const at = new Date(Date.now() - minutes * 60_000);
    await utimes(join(folder, 'used', `blobs%2F${name}`), at, at);
    await rm(join(folder, 'in-use'), { recursive: true, force: true });
  };

  it('make room by the one that was unused for longest', async () => {
    await keep('a');
    await keep('b');
    await age('a', 5);
    await age('b', 9);
    await keep('c');
    expect(await copies()).toEqual(['a', 'c']);
  });

  it('stay while a running process has their path, even beyond the limit', async () => {
    await keep('a');
    await age('a', 9);
    expect(await openBlobCache(folder, 250).path('blobs/a')).toBe(join(folder, 'blobs', 'a'));
    const old = new Date(0);
    await utimes(join(folder, 'used', 'blobs%2Fa'), old, old);
    await keep('b');
    await keep('c');
    expect(await copies()).toEqual(['a', 'b', 'c']);
  });
});
