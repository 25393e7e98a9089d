// @ts-check
// The scenes of the first hour, in order: each goes on from what the one before left.
import { changed, findings, rolledBack } from './data-and-models.mjs';
import { installed, onePackage } from './packages.mjs';
import { cancelled, killed, killedWorker, secondTerminal, unchanged } from './runs.mjs';

/** @typedef {ReturnType<typeof import('./film.mjs').createFilm>} Film */
/** @typedef {(film: Film, place: { cwd: string }) => Promise<void>} Scene */

/** @type {readonly Scene[]} */
export const SCENES = [
  installed,
  ownPictures,
  mistakes,
  secondTerminal,
  unchanged,
  killed,
  killedWorker,
  cancelled,
  rolledBack,
  findings,
  changed,
  served,
  onePackage,
];

/** @type {Scene} */
async function ownPictures(film) {
  film.scene('Own pictures');
  film.tells(
    'A folder `shapes` with one folder per class, 100 pictures each; one file is broken, and one is there twice.',
  );
  await film.types('ls shapes', { sees: [/circle/, /square/, /triangle/] });
  await film.types('sightline init shapes', { sees: [/pipeline\.yaml/] });
  await film.types('cat pipeline.yaml', { sees: [/shapes/, /yaml-language-server/] });
  await film.types('sightline validate pipeline.yaml', { sees: [/valid/] });
}

/** @type {Scene} */
async function mistakes(film) {
  film.scene('Mistakes');
  film.tells('Each is named, with what is allowed, before anything starts.');
  const misses = [/^\s+at /m];
  const run = 'sightline run';
  await film.types(`${run} pipeline.yaml --set fit.epoch=5`, { code: 2, sees: [/epochs/], misses });
  await film.types(`${run} pipelin.yaml`, { code: 2, sees: [/pipelin\.yaml/], misses });
  await film.types('sightline predict shapes/circle/nobody.png', { code: 2, sees: [/nobody\.png/], misses });
  await film.types('sightline shwo', { code: 2, sees: [/show/], misses });
}

/** @type {Scene} */
async function served(film) {
  film.scene('Served');
  film.tells('Of the three versions the first was right most often. A person promotes it:');
  await film.types('sightline promote shapes 1 --why "the best on the test pictures"', { sees: [/version 1/] });
  const up = film.begins('sightline up');
  await up.until(/Serving/);
  await film.types('sightline predict shapes/circle/circle-007.png', {
    terminal: 2,
    sees: [/\.png {2}(circle|square|triangle) +probability [01]\.\d+/],
  });
  await up.kill('SIGINT');
  film.tells('The same without a server, for a folder, and measured on other data:');
  await film.types('sightline predict --local shapes/triangle', { sees: [/\.png {2}triangle +probability/] });
  await film.types('sightline evaluate shapes@production --data fewer', { sees: [/accuracy/i] });
}
