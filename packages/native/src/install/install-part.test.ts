import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useEmptyCache } from '../cache.fixture.ts';
import { NativeError } from '../errors.ts';
import type { InstallProgress } from '../progress.ts';
import { installedPart, installPart } from './install-part.ts';
import type { Source } from './source.ts';
import { unzip } from './unzip.ts';
import { sha256Of, zipOf } from './zip.fixture.ts';

const cache = useEmptyCache();
const zip = zipOf([
  { name: 'wheel/library.so', data: 'machine code' },
  { name: 'wheel/readme.txt', data: 'not wanted' },
]);

/** A source like a wheel's, whose download writes `bytes`. */
function zipSource(bytes: Uint8Array = zip, changes: Partial<Source> = {}): Source {
  return {
    name: 'a test zip',
    version: '1.0',
    sha256: sha256Of(zip),
    bytesNeeded: 1_000,
    async download(folder, onBytes) {
      const file = join(folder, 'part.whl');
      await writeFile(file, bytes);
      onBytes(bytes.length, zip.length);
      return file;
    },
    unpack: (file, folder, onBytes) =>
      unzip(file, folder, (name) => (name === 'wheel/library.so' ? 'library.so' : undefined), onBytes),
    ...changes,
  };
}

const ignore = (): void => {};

it('downloads, verifies, unpacks what is wanted, keeps nothing else, and says so step by step', async () => {
  const steps: InstallProgress[] = [];
  const { folder, source } = await installPart('part', [zipSource()], (progress) => steps.push(progress));
  expect(await readFile(join(folder, 'library.so'), 'utf8')).toBe('machine code');
  expect(readdirSync(folder).sort()).toEqual(['library.so', 'staged.json']);
  expect(readdirSync(cache())).toEqual([expect.stringContaining('part-1.0')]);
  expect(source).toBe('a test zip');
  expect(steps).toEqual([
    { part: 'part', step: 'download', done: zip.length, total: zip.length },
    { part: 'part', step: 'verify' },
    { part: 'part', step: 'unpack', done: 12 },
  ]);
});

it('skips what is installed, without the network', async () => {
  await installPart('part', [zipSource()], ignore);
  const unreachable = zipSource(zip, { download: () => Promise.reject(new Error('not to be called')) });
  const steps: InstallProgress[] = [];
  expect(await installPart('part', [unreachable], (progress) => steps.push(progress))).toEqual(
    installedPart('part', [unreachable]),
  );
  expect(steps).toEqual([{ part: 'part', step: 'download', skipped: true }]);
});

it('installs again when an installed file lost bytes or went missing', async () => {
  const { folder } = await installPart('part', [zipSource()], ignore);
  await truncate(join(folder, 'library.so'), 3);
  expect(installedPart('part', [zipSource()])).toBeUndefined();
  await installPart('part', [zipSource()], ignore);
  expect(await readFile(join(folder, 'library.so'), 'utf8')).toBe('machine code');
});

it.each([
  ['truncated', zip.subarray(0, zip.length - 7)],
  ['altered', Buffer.from(zip).fill('X', 40, 41)],
  ['empty', Buffer.alloc(0)],
])('refuses a download that is %s, with both hashes, and leaves nothing', async (_name, bytes) => {
  const error = await installPart('part', [zipSource(bytes)], ignore).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(NativeError);
  expect(error).toMatchObject({ code: 'native/hash-mismatch' });
  expect((error as Error).message).toContain(`expected sha256 ${sha256Of(zip)}, received ${sha256Of(bytes)}`);
  expect(readdirSync(cache())).toEqual([]);
  expect(installedPart('part', [zipSource()])).toBeUndefined();
});

describe('more than one source', () => {
  const offline = (name: string, why: string): Source =>
    zipSource(zip, { name, download: () => Promise.reject(new NativeError('native/download-failed', why)) });

  it('takes the second when the first cannot be reached', async () => {
    const installed = await installPart(
      'part',
      [offline('first', 'no route'), zipSource(zip, { version: '0.9' })],
      ignore,
    );
    expect(installed.version).toBe('0.9');
    expect(installedPart('part', [offline('first', 'no route'), zipSource(zip, { version: '0.9' })])).toMatchObject({
      version: '0.9',
    });
  });

  it('names every place tried when none can be reached', async () => {
    const installing = installPart('part', [offline('first', 'no route'), offline('second', 'timed out')], ignore);
    await expect(installing).rejects.toMatchObject({
      code: 'native/download-failed',
      message: expect.stringMatching(/Tried:\n {2}- first: no route\n {2}- second: timed out\n/),
    });
  });
});

describe('a full disk', () => {
  it('is noticed before the download, with the space needed and the way out', async () => {
    const installing = installPart('part', [zipSource(zip, { bytesNeeded: 1e18 })], ignore);
    await expect(installing).rejects.toMatchObject({
      code: 'native/disk-full',
      message: expect.stringMatching(/1,000,000,000,000 MB.*SIGHTLINE_CACHE/),
    });
  });

  it('is reported when it happens during the download', async () => {
    const enospc = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const installing = installPart('part', [zipSource(zip, { download: () => Promise.reject(enospc) })], ignore);
    await expect(installing).rejects.toMatchObject({
      code: 'native/disk-full',
      message: expect.stringContaining(cache()),
    });
    expect(readdirSync(cache())).toEqual([]);
  });
});

it('downloads once when installed twice at once', async () => {
  let downloads = 0;
  const waits: string[] = [];
  const source = zipSource(zip, {
    download: (folder, onBytes) => {
      downloads += 1;
      return zipSource().download(folder, onBytes);
    },
  });
  const both = await Promise.all([0, 1].map(() => installPart('part', [source], ({ step }) => waits.push(step))));
  expect(both[0]).toEqual(both[1]);
  expect(downloads).toBe(1);
  expect(waits.filter((step) => step === 'wait')).toHaveLength(1);
});

it('continues after a process was killed in the middle of a download', async () => {
  const script = `
    import { writeFileSync } from 'node:fs';
    import { installPart } from ${JSON.stringify(new URL('../../dist/install/install-part.js', import.meta.url).href)};
    const sha256 = ${JSON.stringify(sha256Of(zip))};
    await installPart('part', [{ version: '1.0', sha256, bytesNeeded: 1, async download(folder) {
      writeFileSync(folder + '/part.whl', 'half');
      console.log('half done');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    } }], () => {});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readdirSync(cache())).toHaveLength(2); // its lock and its half-done folder
  expect(installedPart('part', [zipSource()])).toBeUndefined();

  const { folder } = await installPart('part', [zipSource()], ignore);
  expect(await readFile(join(folder, 'library.so'), 'utf8')).toBe('machine code');
  expect(readdirSync(cache())).toHaveLength(1);
});
