// @ts-check
// Scenes of what runs leave: models and datasets.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN, seed } from './runs.mjs';

/** @typedef {import('./scenes.mjs').Scene} Scene */

const GONE = 40;

/** @type {Scene} */
export async function rolledBack(film) {
  film.scene('A rollback holds');
  await film.types('sightline models', { sees: [/shapes/] });
  await film.types('sightline versions shapes');
  await film.types('sightline rollback shapes --why "mistakes circles for squares"');
  film.tells('The same run again does not bring the version back that a person took away:');
  await film.types(`${RUN} ${seed(3)} --run-id shapes-6`, { sees: [/not promoted/, /rolled back/] });
  await film.types('sightline history shapes', { sees: [/rollback/, /mistakes circles for squares/] });
}

/** @type {Scene} */
export async function findings(film) {
  film.scene('What was wrong with the data');
  await film.types('sightline findings shapes-1', { sees: [/exactDuplicates/] });
  await film.types('sightline findings shapes-1 --check exactDuplicates', { sees: [/circle-000/] });
  await film.types('sightline datasets');
}

/** @type {Scene} */
export async function changed(film, { cwd }) {
  film.scene('Data that changed');
  film.tells(`A copy of the pictures without ${GONE} of the 100 triangles, as another dataset.`);
  await cp(join(cwd, 'shapes'), join(cwd, 'fewer'), { recursive: true });
  const triangles = (await readdir(join(cwd, 'fewer', 'triangle'))).sort();
  for (const name of triangles.slice(0, GONE)) await rm(join(cwd, 'fewer', 'triangle', name));
  const spec = await readFile(join(cwd, 'pipeline.yaml'), 'utf8');
  await writeFile(join(cwd, 'fewer.yaml'), spec.replaceAll(/\bshapes\b/g, 'fewer'));
  const { output } = await film.types('sightline run fewer.yaml --only split', { sees: [/dataset [0-9a-f]{64}/] });
  const id = /dataset ([0-9a-f]{8})/.exec(output)?.[1];
  await film.types(`sightline compare shapes-1 ${id}`, { code: 1, sees: [/Violation .*triangle/] });
}
