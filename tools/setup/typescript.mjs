// @ts-check
// The TypeScript build of what runs; the tests' own type check is a part of `npm test`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listPackages } from '../checks/workspace.mjs';
import { runCommand } from '../command.mjs';
import { commandFailed } from './set-up-error.mjs';

/**
 * Builds each package's `dist/` with `tsc -b`, which does nothing where nothing changed.
 *
 * @param {import('./packages.mjs').World} world
 */
export async function buildTypeScript({ root, reporter, signal }) {
  const step = reporter.step('TypeScript');
  const configs = listPackages(root)
    .map(({ folder }) => join(folder, 'tsconfig.lib.json'))
    .filter((path) => existsSync(join(root, path)));
  let built = 0;
  let doing = 'looking for what changed';
  const ticker = setInterval(() => step.update(doing), 250);
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const { code, output } = await runCommand(tsc, ['-b', '--verbose', ...configs], {
    cwd: root,
    signal,
    onLine: (line) => {
      const project = projectBuilt(line);
      if (project === undefined) return;
      built += 1;
      doing = `building ${project}, ${built} of ${configs.length}`;
    },
  }).finally(() => clearInterval(ticker));
  if (code !== 0) {
    step.fail();
    throw commandFailed('The TypeScript build failed', withoutNews(output));
  }
  step.done(built > 0 ? 'built' : 'up to date');
}

/**
 * The package whose build a line of `tsc -b --verbose` announces.
 *
 * @param {string} line
 */
export function projectBuilt(line) {
  return /Building project '(?:.*\/)?([^/']+)\/tsconfig\.lib\.json'/.exec(line)?.[1];
}

/** @param {string} output of `tsc -b --verbose`: errors stand among what it does */
function withoutNews(output) {
  return output
    .split('\n')
    .filter((line) => !/^\S+ - Project |^\S+ - Building project |^\S+ - Projects in this build|^ {4}\* /.test(line))
    .join('\n');
}
