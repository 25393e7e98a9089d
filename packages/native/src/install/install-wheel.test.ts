import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useEmptyCache } from '../cache.fixture.ts';
import type { InstallProgress } from '../progress.ts';
import { installWheel } from './install-wheel.ts';
import { usePipIndex } from './pip-index.fixture.ts';
import { sha256Of, zipOf } from './zip.fixture.ts';

const cache = useEmptyCache();
const bytes = zipOf([
  { name: 'fake_data/__init__.py', data: 'raise SystemExit' },
  { name: 'fake_data/files/images.gz', data: 'images' },
  { name: 'fake_data/files/labels.gz', data: 'labels' },
  {
    name: 'fake_data-1.0.dist-info/METADATA',
    data: 'Metadata-Version: 2.1\nName: fake-data\nVersion: 1.0\nRequires-Python: >=3.10\n',
  },
  { name: 'fake_data-1.0.dist-info/WHEEL', data: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n' },
  { name: 'fake_data-1.0.dist-info/RECORD', data: '' },
]);
const wheel = {
  project: 'fake-data',
  version: '1.0',
  sha256: sha256Of(bytes),
  bytes: bytes.length,
  bytesNeeded: 2_000,
  files: { 'images.gz': 'fake_data/files/images.gz' },
};

usePipIndex(cache, { name: 'fake_data-1.0-py3-none-any.whl', bytes });

it("brings the files wanted of a wheel that is for any platform, whatever the user's Python", async () => {
  const { folder } = await installWheel(wheel);
  expect((await readdir(folder)).sort()).toEqual(['images.gz', 'staged.json']);
  expect(await readFile(join(folder, 'images.gz'), 'utf8')).toBe('images');
});

it('does not fetch again what is there, and installs again when a file was altered', async () => {
  const { folder } = await installWheel(wheel);
  process.env.PIP_FIND_LINKS = '';
  const steps: InstallProgress[] = [];
  await installWheel(wheel, (progress) => steps.push(progress));
  expect(steps).toEqual([{ part: 'fake-data', step: 'download', skipped: true }]);
  await writeFile(join(folder, 'images.gz'), 'cut');
  await expect(installWheel(wheel)).rejects.toMatchObject({ code: 'native/download-failed' });
});

it('refuses a wheel of another content', async () => {
  await expect(installWheel({ ...wheel, sha256: '0'.repeat(64) })).rejects.toMatchObject({
    code: 'native/hash-mismatch',
  });
});
