// @ts-check
// `npm run first-hour`: what a new user does in the first hour, as it is typed into terminals: the packages, installed
// as they are published, own pictures, a second terminal, killed processes. Each step is checked; what was typed and
// seen is written to docs/first-hour.md. Minutes. With `--no-save` that page stays as it is.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { readArguments } from './arguments.mjs';
import { withPacked } from './checks/packed/packed-packages.mjs';
import { createFilm } from './first-hour/film.mjs';
import { paintShapes } from './first-hour/pictures.mjs';
import { SCENES } from './first-hour/scenes.mjs';
import { explain, ROOT } from './setup.mjs';
import { SetUpError } from './setup/set-up-error.mjs';

const INTERRUPTED = 130;
const PICTURES = 100;
const PAGE = join(ROOT, 'docs', 'first-hour.md');

const { 'no-save': isTrial } = readArguments({ 'no-save': { type: 'boolean' } });
const stopping = new AbortController();
const { signal } = stopping;
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(name, () => stopping.abort(new SetUpError('Interrupted.')));

const folder = await mkdtemp(join(tmpdir(), 'first-hour-'));
try {
  await withPacked(ROOT, { signal }, async ({ registries }) => {
    const steps = await play(registries);
    console.log(`\n${steps} steps passed${isTrial ? '' : `; the film is in ${PAGE}`}`);
  });
} catch (error) {
  console.error(`\n${explain(error)}`);
  process.exitCode = signal.aborted ? INTERRUPTED : 1;
} finally {
  // Temporal ends a moment after the last command, and writes until then.
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
}

/**
 * @param {import('./checks/packed/package-managers.mjs').Registries} registries
 * @returns {Promise<number>} steps
 */
async function play({ sightline, others }) {
  const cwd = join(folder, 'project');
  const prefix = join(folder, 'npm');
  /** @type {string[]} */
  const failed = [];
  // What `npm run` passes on, such as its log level, is not a new user's.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_.*|TEMPORAL_ADDRESS|SIGHTLINE_HOME|FORCE_COLOR)$/i.test(name),
    ),
  );
  const film = createFilm({
    cwd,
    env: {
      ...environment,
      PATH: [join(prefix, 'bin'), environment['PATH']].join(delimiter),
      NO_COLOR: '1',
      npm_config_prefix: prefix,
      npm_config_registry: others,
      'npm_config_@sightline:registry': sightline,
      npm_config_ignore_scripts: 'false',
      npm_config_prefer_offline: 'true',
    },
    signal,
    say: (text) => console.error(text),
    names: [
      [cwd, '~/project'],
      [userInfo().homedir, '~'],
      [`by ${userInfo().username}`, 'by you'],
      [`  ${userInfo().username}  `, `  ${'you'.padEnd(userInfo().username.length)}  `],
    ],
  });
  try {
    await mkdir(cwd);
    await paintShapes(join(cwd, 'shapes'), PICTURES);
    for (const scene of SCENES)
      await scene(film, { cwd }).catch((/** @type {unknown} */ error) => {
        signal.throwIfAborted();
        failed.push(explain(error));
        console.error(failed.at(-1));
      });
    if (failed.length > 0) throw new SetUpError(`${failed.length} scenes failed.`);
    if (!isTrial) await writeFile(PAGE, await pageOf(film.page()));
    return film.steps();
  } finally {
    await film.close();
  }
}

/** @param {string} text */
async function pageOf(text) {
  const { version } = JSON.parse(await readFile(join(ROOT, 'packages', 'cli', 'package.json'), 'utf8'));
  const machine = `${availableParallelism()} cores of ${cpus()[0]?.model.trim() || 'an unnamed processor'}`;
  return `# The first hour

What is typed and what is seen, written by \`npm run first-hour\`, which checks each step: Sightline ${version}, Node
${process.versions.node}, ${machine}. Times are those of that run. Lines that a terminal draws over (bars, counts) are
left out. What is typed in \`terminal 2\` is typed while the command above it still runs; that one is shown as it was
in the end.

${text}
`;
}
