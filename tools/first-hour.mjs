// @ts-check
// `npm run first-hour`: what a new user does in the first hour, as it is typed into terminals: own pictures, a second
// terminal, killed processes, packages in an empty project. Each step is checked; what was typed and seen is written to
// docs/first-hour.md. Minutes. With `--no-save` that page stays as it is.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createFilm } from './first-hour/film.mjs';
import { paintShapes } from './first-hour/pictures.mjs';
import { SCENES } from './first-hour/scenes.mjs';
import { explain, ROOT } from './setup.mjs';
import { SetUpError } from './setup/set-up-error.mjs';

const INTERRUPTED = 130;
const PAGE = join(ROOT, 'docs', 'first-hour.md');

const { values } = parseArgs({
  options: { 'no-save': { type: 'boolean', default: false } },
});
const stopping = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => stopping.abort(new SetUpError('Interrupted.')));

const folder = await mkdtemp(join(tmpdir(), 'first-hour-'));
const cwd = join(folder, 'project');
const { TEMPORAL_ADDRESS: _, SIGHTLINE_HOME: __, FORCE_COLOR: ___, ...environment } = process.env;
const film = createFilm({
  cwd,
  env: { ...environment, NO_COLOR: '1' },
  signal: stopping.signal,
  say: (text) => console.error(text),
});
try {
  await mkdir(cwd);
  await paintShapes(join(cwd, 'shapes'), 60);
  for (const scene of SCENES) await scene(film, { cwd, signal: stopping.signal });
  if (!values['no-save']) await writeFile(PAGE, await page());
  console.log(`\n${film.steps()} steps passed${values['no-save'] ? '' : `; the film is in ${PAGE}`}`);
} catch (error) {
  console.error(`\n${explain(error)}`);
  process.exitCode = stopping.signal.aborted ? INTERRUPTED : 1;
} finally {
  await film.close();
  await rm(folder, { recursive: true, force: true });
}

async function page() {
  const { version } = JSON.parse(await readFile(join(ROOT, 'packages', 'cli', 'package.json'), 'utf8'));
  const text = film.page().replaceAll(cwd, '~/project');
  return `# The first hour

What is typed and what is seen, written by \`npm run first-hour\`, which checks each step (Sightline ${version}, Node
${process.versions.node}).
Times and sizes are those of that run. Commands in \`terminal 2\` are typed while another one still runs.

${text}
`;
}
