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

/**
 * @typedef {object} Registries
 * @property {string} sightline
 * @property {string} others
 */

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
      // It refuses cookie 2, which Fastify's test helper brings: that asks for Node 22, and runs on Node 20.19.
      install: ['install', '--ignore-engines', '--no-progress', '--prefer-offline', '--network-timeout=300000'],
      // Of npm's registry it asks a mirror, where it is not told so in its file.
      files: (registries) => ({ ...npmrc(registries), '.yarnrc': `registry "${registries.others}"\n` }),
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
 *   AbortSignal | undefined, caches?: string | undefined }} options `caches` is a folder for what is downloaded,
 *   instead of the package manager's own
 * @throws when the package manager fails
 */
export async function install({ name, command, install: args, files }, options) {
  const { project, dependencies, registries, signal, caches } = options;
  const manifest = JSON.stringify({ name: 'empty-project', private: true, dependencies });
  for (const [file, text] of Object.entries({ 'package.json': manifest, ...files(registries) }))
    await writeFile(join(project, file), text);
  const [program = '', ...first] = command;
  const { code, output } = await runCommand(program, [...first, ...args], {
    cwd: project,
    env: { ...process.env, ...(caches && cachesIn(caches)) },
    signal,
  });
  if (code !== 0) throw new Error(`${name} cannot install ${Object.keys(dependencies).join(', ')}:\n${output}`);
}

/**
 * What makes package managers keep their downloads in a folder.
 *
 * @param {string} folder
 * @returns {Readonly<Record<string, string>>} environment variables
 */
function cachesIn(folder) {
  return {
    npm_config_cache: join(folder, 'npm'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_STATE_HOME: join(folder, 'state'),
    YARN_CACHE_FOLDER: join(folder, 'yarn'),
    YARN_GLOBAL_FOLDER: join(folder, 'yarn-global'),
  };
}

/** @returns {Promise<string>} the registry that npm is set to use */
export async function defaultRegistry() {
  const { code, stdout, output } = await runCommand('npm', ['config', 'get', 'registry'], { cwd: process.cwd() });
  if (code !== 0) throw new Error(`npm has no registry:\n${output}`);
  return stdout.trim();
}
