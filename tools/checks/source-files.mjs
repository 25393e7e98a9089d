// @ts-check
// The files of the repository that are not ignored by git.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../command.mjs';

/** Files of tests: users get none of what they need and name. */
export const TEST_FILE = /\.(test|fixture)\.(ts|js|mjs|cjs)$/;

/**
 * Lists what git tracks and what it would track, relative to `root`, with forward slashes, sorted.
 *
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function sourceFiles(root) {
  const { code, stdout, output } = await runCommand(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root },
  );
  if (code !== 0)
    throw new Error(`git cannot list the files of ${root}: ${output.trim()}. The checks need git and a clone.`);
  return [...new Set(stdout.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path))).toSorted();
}
