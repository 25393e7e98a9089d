// @ts-check
// The checks of the repository itself, in the order they run: the quick ones first.
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runCommand } from '../command.mjs';
import { checkBoundaries } from './boundaries.mjs';
import { checkFiles } from './files.mjs';
import { checkLanguage } from './language.mjs';
import { checkLinks } from './links.mjs';
import { checkManifests } from './manifests.mjs';
import { checkPackedPackages } from './packed/packed-packages.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {(root: string, signal: AbortSignal) => Promise<string[]>} run one entry per violation; none when it passed
 */

/** @type {readonly Check[]} */
export const CHECKS = [
  { name: 'format', run: command('oxfmt', ['--check']) },
  { name: 'type check', run: command('tsc', ['-b']) },
  { name: 'references', run: command('nx', ['sync:check']) },
  { name: 'lint', run: command('oxlint', ['--type-aware', '--deny-warnings']) },
  { name: 'boundaries', run: checkBoundaries },
  { name: 'unused code', run: command('knip', ['--no-progress']) },
  { name: 'file budgets', run: checkFiles },
  { name: 'language', run: checkLanguage },
  { name: 'links', run: checkLinks },
  { name: 'manifests', run: checkManifests },
  { name: 'packed packages', run: checkPackedPackages },
];

/**
 * A check that is a command of node_modules: it passes when that ends with 0.
 *
 * @param {string} name
 * @param {string[]} args
 * @returns {Check['run']}
 */
function command(name, args) {
  return async (root, signal) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NX_TUI: 'false' };
    const { code, output } = await runCommand(join(root, 'node_modules', '.bin', name), args, {
      cwd: root,
      env,
      signal,
    });
    return code === 0 ? [] : [stripVTControlCharacters(output).trim() || `${name} ended with code ${code}`];
  };
}
