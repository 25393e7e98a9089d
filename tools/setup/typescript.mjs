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
  step.update('tsc -b');
  const { code, output } = await runCommand(join(root, 'node_modules', '.bin', 'tsc'), ['-b', ...configs], {
    cwd: root,
    signal,
  });
  if (code !== 0) {
    step.fail();
    throw commandFailed('The TypeScript build failed', output);
  }
  step.done('built');
}
