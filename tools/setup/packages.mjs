// @ts-check
// npm packages, as package-lock.json has them.
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listPackages } from '../checks/workspace.mjs';
import { runCommand } from '../command.mjs';
import { commandFailed } from './set-up-error.mjs';

/** @typedef {{ root: string, reporter: import('../reporter.mjs').Reporter, signal?: AbortSignal | undefined }} World */

/**
 * Installs the packages unless node_modules was installed from this very lock file.
 *
 * `npm ci` would refuse a lock file that lacks the optional binaries of other platforms, which npm leaves out where a
 * registry has not got them. So it is a clean `npm install` that leaves the lock file alone: the versions and hashes
 * are the lock file's all the same.
 *
 * @param {World} world
 */
export async function installPackages({ root, reporter, signal }) {
  const step = reporter.step('npm packages');
  const marker = join(root, 'node_modules', '.sightline-lock');
  const wanted = await installationKey(root);
  const found = await readFile(marker, 'utf8').catch(() => undefined);
  if (found === wanted) return step.done('up to date');
  // Without its marker, node_modules may be half of an install that was interrupted.
  if (found === undefined) await removeModules(root);
  else await rm(marker);
  const ticker = setInterval(() => step.update('npm install'), 250);
  try {
    const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await runCommand('npm', args, { cwd: root, signal });
    if (code !== 0) {
      step.fail();
      throw commandFailed('The npm packages could not be installed', output);
    }
  } finally {
    clearInterval(ticker);
  }
  await writeFile(marker, wanted);
  step.done('installed');
}

/** @param {string} root */
async function removeModules(root) {
  const folders = ['', ...listPackages(root).map(({ folder }) => folder)];
  await Promise.all(folders.map((folder) => rm(join(root, folder, 'node_modules'), { recursive: true, force: true })));
}

/**
 * @param {string} root
 * @returns {Promise<string>} changes with the lock file, and with the platform that binary packages are for
 */
async function installationKey(root) {
  const lock = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  return `${lock.digest('hex')} ${process.platform}-${process.arch}\n`;
}
