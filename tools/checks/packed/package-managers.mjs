// @ts-check
// How a user installs: what each package manager reads and is asked.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../command.mjs';

/**
 * @typedef {object} PackageManager
 * @property {string} name with its version
 * @property {readonly string[]} command
 * @property {readonly string[]} install arguments: install scripts run, whatever this machine is set to
 * @property {(registries: Registries) => Readonly<Record<string, string>>} files which registry is asked for what
 */

/** @typedef {{ sightline: string, others: string }} Registries */

/** @param {Registries} registries */
const npmrc = ({ sightline, others }) => ({
  '.npmrc': `registry=${others}\n@sightline:registry=${sightline}\nignore-scripts=false\n`,
});

/** @type {PackageManager} */
export const npm = {
  name: 'npm',
  command: ['npm'],
  install: ['install', '--prefer-offline', '--no-audit', '--no-fund'],
  files: npmrc,
};

/**
 * Those that a project may use instead of npm.
 *
 * @param {string} folder where npm has installed them
 * @returns {PackageManager[]}
 */
export function otherPackageManagers(folder) {
  const bin = (/** @type {string} */ name) => join(folder, 'node_modules', name);
  return [
    {
      name: 'pnpm',
      command: [bin('.bin/pnpm')],
      install: ['install', '--config.dangerously-allow-all-builds=true', '--prefer-offline'],
      files: npmrc,
    },
    {
      name: 'yarn 1',
      command: [bin('yarn/bin/yarn.js')],
      install: ['install', '--no-progress', '--prefer-offline'],
      files: npmrc,
    },
    {
      name: 'yarn 4',
      command: [process.execPath, bin('@yarnpkg/cli-dist/bin/yarn.js')],
      install: ['install'],
      files: ({ sightline, others }) => ({
        'yarn.lock': '',
        '.yarnrc.yml': [
          'nodeLinker: node-modules',
          'enableTelemetry: false',
          'enableScripts: true',
          'npmMinimalAgeGate: 0',
          `npmRegistryServer: ${others}`,
          'unsafeHttpWhitelist: ["127.0.0.1"]',
          `npmScopes: { sightline: { npmRegistryServer: "${sightline}" } }`,
          '',
        ].join('\n'),
      }),
    },
  ];
}

/**
 * Installs dependencies into an empty project, as a user does.
 *
 * @param {PackageManager} manager
 * @param {{ project: string, dependencies: Readonly<Record<string, string>>, registries: Registries, signal?:
 *   AbortSignal | undefined }} options
 * @throws when the package manager fails
 */
export async function install({ name, command, install: args, files }, { project, dependencies, registries, signal }) {
  const manifest = JSON.stringify({ name: 'empty-project', private: true, dependencies });
  for (const [file, text] of Object.entries({ 'package.json': manifest, ...files(registries) }))
    await writeFile(join(project, file), text);
  const [program = '', ...first] = command;
  const { code, output } = await runCommand(program, [...first, ...args], { cwd: project, signal });
  if (code !== 0) throw new Error(`${name} cannot install ${Object.keys(dependencies).join(', ')}:\n${output}`);
}

/** @returns {Promise<string>} the registry that npm is set to use */
export async function defaultRegistry() {
  const { code, stdout, output } = await runCommand('npm', ['config', 'get', 'registry'], { cwd: process.cwd() });
  if (code !== 0) throw new Error(`npm has no registry:\n${output}`);
  return stdout.trim();
}
