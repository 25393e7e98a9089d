// @ts-check
// Each package as a user gets it from npm: packed, installed into an empty project, its README's code run there.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runCommand } from '../command.mjs';
import { shapeProblems } from './package-shape.mjs';
import { runnableBlocks } from './readme-code.mjs';
import { listPackages } from './workspace.mjs';

const EXAMPLE_TIMEOUT_MS = 120_000;

/** @typedef {import('./workspace.mjs').Package & { tarball: string }} Packed */

/**
 * Packs every publishable package, checks its published shape, and runs its README's code in a project
 * that has nothing but the tarballs. One install serves all: that a package declares all that it imports
 * is the boundary check's business.
 *
 * @param {string} root
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>} one entry per violation
 */
export async function checkPackedPackages(root, signal) {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-packed-'));
  try {
    const packed = await pack(root, folder);
    const shape = (await Promise.all(packed.map(shapeProblems))).flat();
    const project = await createProject(folder, packed, signal);
    return [...shape, ...(await exampleProblems(project, packed, signal))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {Promise<Packed[]>}
 */
async function pack(root, folder) {
  const packages = listPackages(root).filter((each) => !each.private);
  const selection = packages.map(({ folder: path }) => `--workspace=${path}`);
  const { code, stdout, output } = await runCommand(
    'npm',
    ['pack', '--json', `--pack-destination=${folder}`, ...selection],
    { cwd: root },
  );
  if (code !== 0) throw new Error(`npm pack failed:\n${output}`);
  /** @type {{ name: string, filename: string }[]} */
  const tarballs = Object.values(JSON.parse(stdout.slice(stdout.search(/^[[{]/m))));
  return packages.map((each) => {
    const filename = tarballs.find(({ name }) => name === each.name)?.filename;
    if (!filename) throw new Error(`npm pack made no tarball of ${each.name}:\n${output}`);
    return { ...each, tarball: join(folder, basename(filename)) };
  });
}

/**
 * @param {string} folder
 * @param {Packed[]} packed
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>} an empty project with the tarballs installed
 */
async function createProject(folder, packed, signal) {
  const project = join(folder, 'project');
  await mkdir(project);
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'empty-project', private: true, dependencies }),
  );
  const { code, output } = await runCommand(
    'npm',
    ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'],
    { cwd: project, signal },
  );
  if (code !== 0) throw new Error(`npm install of the tarballs failed:\n${output}`);
  return project;
}

/**
 * @param {string} project
 * @param {Packed[]} packed
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>}
 */
async function exampleProblems(project, packed, signal) {
  const examples = (
    await Promise.all(
      packed.map(async ({ name }) => {
        const blocks = runnableBlocks(
          await readFile(join(project, 'node_modules', name, 'README.md'), 'utf8').catch(() => ''),
        );
        return { name, blocks };
      }),
    )
  ).flatMap(({ name, blocks }) =>
    blocks.map((code, index) => ({ name, code, file: `${basename(name)}-${index + 1}.mjs` })),
  );
  const silent = packed.filter(({ name }) => !examples.some((example) => example.name === name));
  const problems = silent.map(({ name }) => `${name}: its README has no \`\`\`js example that could be run.`);

  const queue = [...examples];
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (let example = queue.shift(); example; example = queue.shift()) {
      await writeFile(join(project, example.file), example.code);
      const { code, output } = await runCommand(process.execPath, [example.file], {
        cwd: project,
        env: { ...process.env, TMPDIR: project },
        timeoutMs: EXAMPLE_TIMEOUT_MS,
        signal,
      });
      if (code !== 0) problems.push(`${example.name}: the README's example ended with code ${code}:\n${output.trim()}`);
    }
  });
  await Promise.all(workers);
  return problems;
}
