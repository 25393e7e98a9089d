// @ts-check
// npm run check:packages: the packages in empty projects of npm, pnpm and Yarn, each installed as a user installs, and
// the READMEs' code on every release of Node that is supported. `-- --only "yarn 4"` takes some of them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { npm, otherPackageManagers } from '../checks/packed/package-managers.mjs';
import { projectProblems, withPacked } from '../checks/packed/packed-packages.mjs';
import { runCommand } from '../command.mjs';

const PACKAGE_MANAGERS = { pnpm: '12.21.0', yarn: '1.22.22', '@yarnpkg/cli-dist': '4.18.1' };
/** What npm's package `node` installs is one package per platform. */
const NODES = { 'node 20': '20.20.2', 'node 22': '22.23.5', 'node 24': '24.22.3' };

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
const chosen = only?.split(',');

const folder = await mkdtemp(join(tmpdir(), 'sightline-package-managers-'));
try {
  await installTools();
  const options = { caches: join(folder, 'caches') };
  await withPacked(fileURLToPath(new URL('../..', import.meta.url)), options, async ({ names, project }) => {
    for (const manager of otherPackageManagers(folder))
      await attempt(manager.name, async () => projectProblems(await project(manager), names));
    if (Object.keys(NODES).some(isChosen)) {
      const installed = await project(npm);
      for (const name of Object.keys(NODES)) {
        const node = join(folder, 'node_modules', name.replace(' ', ''), 'bin', 'node');
        await attempt(name, () => projectProblems(installed, names, { node }));
      }
    }
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** @param {string} name */
function isChosen(name) {
  return chosen?.includes(name) ?? true;
}

/**
 * @param {string} name
 * @param {() => Promise<string[]>} run
 */
async function attempt(name, run) {
  if (!isChosen(name)) return;
  const problems = await run().catch((/** @type {unknown} */ error) => [String(error)]);
  console.log(`${name.padEnd(8)} ${problems.length === 0 ? 'passed' : 'FAILED'}`);
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) process.exitCode = 1;
}

/** Package managers and releases of Node, from npm. */
async function installTools() {
  const nodes = Object.entries(NODES).map(([name, version]) => [
    name.replace(' ', ''),
    `npm:node-${process.platform}-${process.arch}@${version}`,
  ]);
  const dependencies = { ...PACKAGE_MANAGERS, ...Object.fromEntries(nodes) };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const { code, output } = await runCommand('npm', ['install', '--ignore-scripts', '--prefer-offline'], {
    cwd: folder,
  });
  if (code !== 0) throw new Error(`Package managers and releases of Node cannot be installed:\n${output}`);
}
