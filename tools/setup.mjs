// @ts-check
// Sets up what is missing: npm packages, the TypeScript build, TensorFlow with its binding, the Temporal CLI.
// It runs before anything is installed: until the packages are there it uses nothing but Node.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { WrongUsage } from './arguments.mjs';
import { takeLock } from './lock.mjs';
import { createReporter } from './reporter.mjs';
import { installNative } from './setup/native.mjs';
import { installPackages } from './setup/packages.mjs';
import { SetUpError } from './setup/set-up-error.mjs';
import { buildTypeScript } from './setup/typescript.mjs';

/** @typedef {import('./reporter.mjs').Reporter} Reporter */

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/**
 * Sets up what is missing; each step is skipped when done. A second process waits for the first.
 *
 * @param {{ reporter: Reporter, signal?: AbortSignal }} options
 * @returns {Promise<{ seconds: number }>} what it took
 * @throws {SetUpError} or an error with a Sightline code: its message says what failed and what to do
 */
export async function setUp({ reporter, signal }) {
  const began = performance.now();
  requireNode();
  const release = await waitForLock(join(ROOT, '.sightline', 'setup.lock'), reporter, signal);
  try {
    const world = { root: ROOT, reporter, signal };
    await installPackages(world);
    await buildTypeScript(world);
    await installNative(world);
  } finally {
    await release();
  }
  return { seconds: (performance.now() - began) / 1000 };
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetUpError(
    `This is Node ${process.versions.node}; Sightline needs 20.19 or newer. Install a newer one from nodejs.org or ` +
      'with nvm, then try again.',
  );
}

/**
 * @param {string} path
 * @param {Reporter} reporter
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<() => Promise<void>>}
 */
async function waitForLock(path, reporter, signal) {
  const first = await takeLock(path);
  if ('release' in first) return first.release;
  const step = reporter.step('set-up');
  for (;;) {
    const lock = await takeLock(path);
    if ('release' in lock) {
      step.done('another set-up has ended');
      return lock.release;
    }
    step.update(`waiting for the set-up of process ${lock.ownerPid}`);
    await sleep(500, undefined, { signal });
  }
}

/**
 * What to print for an error of the set-up: the message of one that was foreseen, else everything.
 *
 * @param {unknown} error
 */
export function explain(error) {
  if (
    error instanceof SetUpError ||
    error instanceof WrongUsage ||
    (error instanceof Error && 'code' in error && String(error.code).includes('/'))
  )
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await setUp({ reporter: createReporter(process.stderr) });
  } catch (error) {
    console.error(`\n${explain(error)}`);
    process.exitCode = 1;
  }
}
