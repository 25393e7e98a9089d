// @ts-check
// The scenes of the first hour, in order: each goes on from what the one before left.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @typedef {ReturnType<typeof import('./film.mjs').createFilm>} Film */
/** @typedef {{ cwd: string, signal: AbortSignal }} Place */
/** @typedef {(film: Film, place: Place) => Promise<void>} Scene */

const EPOCHS = 30;
const RUN = 'npx sightline run pipeline.yaml';

/** @type {readonly Scene[]} */
export const SCENES = [ownPictures, mistakes, secondTerminal, killed, again, rolledBack, findings, changedData, served];

/** @type {Scene} */
async function ownPictures(film) {
  film.scene('Own pictures');
  film.tells(
    'A folder `shapes` with one folder per class, 60 pictures each; one file is broken, and one is there twice.',
  );
  await film.types('ls shapes', { sees: [/circle/, /square/, /triangle/] });
  await film.types('npx sightline init shapes', { sees: [/pipeline\.yaml/] });
  await film.types('cat pipeline.yaml', { sees: [/shapes/, /yaml-language-server/] });
  await film.types('npx sightline validate pipeline.yaml');
}

/** @type {Scene} */
async function mistakes(film) {
  film.scene('Mistakes');
  await film.types(`${RUN} --set fit.epoch=5`, { code: 2, sees: [/epochs/], misses: [/^\s+at /m] });
  await film.types('npx sightline predict shapes/circle/nobody.png', { code: 2, sees: [/nobody\.png/] });
  await film.types('npx sightline run pipelin.yaml', { code: 2, sees: [/pipelin\.yaml/] });
}

/** @type {Scene} */
async function secondTerminal(film) {
  film.scene('A run, and a second terminal');
  const run = film.begins(`${RUN} --run-id shapes-1 --set fit.epochs=${EPOCHS}`);
  await run.until(/epoch +2\b/);
  await film.types('npx sightline runs', { terminal: 2, sees: [/shapes-1 .*running/] });
  await film.types('npx sightline show shapes-1', { terminal: 2, sees: [/train/] });
  film.ends(await run.end(), { sees: [/promoted/] });
  await film.types('npx sightline show shapes-1', { sees: [/report/] });
}

/** @type {Scene} */
async function killed(film, { cwd }) {
  film.scene('Killed');
  film.tells('The command of a run is killed in the middle of training (`kill -9`), and with it its worker.');
  const other = `--run-id shapes-2 --set fit.epochs=${EPOCHS} --set seed=2 --set gate.notWorseThanProduction=false`;
  const run = film.begins(`${RUN} ${other}`);
  await run.until(/epoch +3\b/);
  film.ends(await run.kill('SIGKILL'), { code: 'SIGKILL' });
  await film.types('npx sightline show shapes-2', { sees: [/sightline worker/] });
  const worker = film.begins('npx sightline worker');
  await film.types('npx sightline follow shapes-2', { terminal: 2, sees: [/promoted/] });
  film.ends(await worker.kill('SIGINT'), { sees: [/shapes-2/], code: 130 });
  const lines = (await readFile(join(cwd, '.sightline', 'runs', 'shapes-2', 'metrics.csv'), 'utf8')).trim().split('\n');
  film.proves(`all ${EPOCHS} epochs are in metrics.csv, each once`, lines.length === EPOCHS + 1);
}

/** @type {Scene} */
async function again(film) {
  film.scene('The same once more');
  await film.types(`${RUN} --run-id shapes-3 --set fit.epochs=${EPOCHS}`, { sees: [/unchanged/] });
  await film.types('npx sightline runs', { sees: [/shapes-1/, /shapes-2/, /shapes-3/] });
}

/** @type {Scene} */
async function rolledBack(film) {
  film.scene('A rollback holds');
  await film.types('npx sightline history shapes');
  await film.types('npx sightline rollback shapes --why "mistakes circles for squares"');
  await film.types(`${RUN} --run-id shapes-4 --set fit.epochs=${EPOCHS}`, { sees: [/rolled back/] });
  await film.types('npx sightline models', { sees: [/shapes/] });
  await film.types('npx sightline versions shapes');
}

/** @type {Scene} */
async function findings(film) {
  film.scene('What was wrong with the data');
  await film.types('npx sightline findings shapes-1', { sees: [/duplicate/i] });
  await film.types('npx sightline datasets');
}

/** @type {Scene} */
async function changedData(film, { cwd }) {
  film.scene('Data that changed');
  film.tells('A copy of the pictures without 24 of the 60 triangles, as another dataset.');
  await cp(join(cwd, 'shapes'), join(cwd, 'fewer'), { recursive: true });
  const triangles = (await readdir(join(cwd, 'fewer', 'triangle'))).sort();
  for (const name of triangles.slice(0, 24)) await rm(join(cwd, 'fewer', 'triangle', name));
  const spec = await readFile(join(cwd, 'pipeline.yaml'), 'utf8');
  await writeFile(join(cwd, 'fewer.yaml'), spec.replaceAll(/\bshapes\b/g, 'fewer'));
  await film.types('npx sightline run fewer.yaml --only split --run-id fewer-1');
  await film.types('npx sightline compare shapes-1 fewer-1', { code: 1, sees: [/triangle/] });
}

/** @type {Scene} */
async function served(film) {
  film.scene('Served');
  const up = film.begins('npx sightline up');
  await up.until(/http:\/\/\S+/);
  await film.types('npx sightline predict shapes/circle/circle-007.png', { terminal: 2, sees: [/circle/] });
  await film.types('npx sightline predict --local shapes/square', { terminal: 2, sees: [/square/] });
  film.ends(await up.kill('SIGINT'), { code: 130 });
  await film.types('npx sightline evaluate shapes@production --data fewer', { sees: [/accuracy/] });
}
