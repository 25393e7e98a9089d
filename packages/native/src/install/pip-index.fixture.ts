import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Before each test of the file, pip knows of one wheel, in a folder of the cache, and of nothing else. */
export function usePipIndex(cache: () => string, wheel: { name: string; bytes: Uint8Array }): void {
  beforeEach(async () => {
    const index = join(cache(), 'index');
    await mkdir(index);
    await writeFile(join(index, wheel.name), wheel.bytes);
    process.env.PIP_NO_INDEX = '1';
    process.env.PIP_FIND_LINKS = index;
  });
  afterEach(() => {
    delete process.env.PIP_NO_INDEX;
    delete process.env.PIP_FIND_LINKS;
  });
}
