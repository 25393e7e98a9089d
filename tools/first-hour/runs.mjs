// @ts-check
// Scenes of runs: followed, killed, cancelled, repeated.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @typedef {import('./scenes.mjs').Scene} Scene */

const EPOCHS = 16;
export const RUN = `sightline run pipeline.yaml --set fit.epochs=${EPOCHS}`;

/**
 * Another model, which is promoted even where it is a little worse: what follows needs versions to go back to.
 *
 * @param {number} number
 */
export function seed(number) {
  return `--set seed=${number} --set gate.notWorseThanProduction=false`;
}

/** @type {Scene} */
export async function secondTerminal(film, { cwd }) {
  film.scene('A run, and a second terminal');
  const run = film.begins(`${RUN} --run-id shapes-1`);
  await run.until(/epoch +2\//);
  await film.types('sightline runs', { terminal: 2, sees: [/shapes-1 .*running/] });
  await film.types('sightline show shapes-1', { terminal: 2, sees: [/train/] });
  await run.end({ sees: [/is promoted/, new RegExp(`epoch ${EPOCHS}/${EPOCHS}`)] });
  await film.types('sightline runs', { sees: [/shapes-1 .*done/] });
  await provesEpochs(film, cwd, 'shapes-1');
}

/** @type {Scene} */
export async function unchanged(film) {
  film.scene('The same once more');
  const { output } = await film.types(`${RUN} --run-id shapes-2`, { sees: [/\(unchanged\)/] });
  const computed = output.split('\n').filter((line) => /^✓ (?:ingest|scrub|split|train|evaluate)/.test(line));
  film.proves(
    'no stage that computes was computed again',
    computed.length === 5 && computed.every((line) => line.endsWith('(unchanged)')),
  );
}

/** @type {Scene} */
export async function killed(film, { cwd }) {
  film.scene('Killed');
  film.tells(
    'Another seed, killed in the middle of training (`kill -9`): its worker leaves a checkpoint, and no process stays.',
  );
  const run = film.begins(`${RUN} ${seed(2)} --run-id shapes-3`);
  await run.until(/epoch +5\//);
  await run.kill('SIGKILL', { code: 'SIGKILL' });
  await film.types('sightline show shapes-3', { sees: [/waiting/, /sightline worker/] });
  film.tells('A worker goes on with it, from its checkpoint; the second terminal follows it.');
  const worker = film.begins('sightline worker');
  await worker.until(/shapes-3: running/);
  const followed = await film.types('sightline follow shapes-3', { terminal: 2, sees: [/promoted|refused/] });
  await worker.until(/shapes-3: done/);
  await worker.kill('SIGINT');
  film.proves('who follows late misses no epoch', epochsOf(followed.output).size === EPOCHS);
  await provesEpochs(film, cwd, 'shapes-3');
}

/** @type {Scene} */
export async function killedWorker(film, { cwd }) {
  film.scene('A worker that is killed');
  const run = film.begins(`${RUN} ${seed(3)} --run-id shapes-4`);
  await run.until(/epoch +5\//);
  const { pid } = JSON.parse(await readFile(join(cwd, '.sightline', 'service.json'), 'utf8'));
  const found = await film.types(`pgrep -P ${pid} -f worker-bin`, { terminal: 2, sees: [/^\d+$/] });
  await film.types(`kill -9 ${found.output}`, { terminal: 2 });
  await run.end({ sees: [/attempt 1 failed and is made again|was interrupted and goes on/] });
  film.tells('Another worker was started at once, and the training went on from its checkpoint.');
  await provesEpochs(film, cwd, 'shapes-4');
}

/** @type {Scene} */
export async function cancelled(film) {
  film.scene('Cancelled');
  const run = film.begins(`${RUN} --set seed=4 --run-id shapes-5`);
  await run.until(/epoch +2\//);
  await film.types('sightline cancel shapes-5', { terminal: 2, sees: [/was cancelled/] });
  await run.end({ code: 130 });
  await film.types('sightline runs', {
    sees: [/shapes-5 .*cancelled/, /shapes-2/, /shapes-4/, /shapes-3/, /shapes-1/],
  });
}

/**
 * @param {import('./scenes.mjs').Film} film
 * @param {string} cwd
 * @param {string} runId
 */
async function provesEpochs(film, cwd, runId) {
  const text = await readFile(join(cwd, '.sightline', 'runs', runId, 'metrics.csv'), 'utf8');
  const epochs = text.trim().split('\n').slice(1);
  const numbers = new Set(epochs.map((line) => line.split(',')[0]));
  film.proves(
    `all ${EPOCHS} epochs are in metrics.csv of ${runId}, each once`,
    epochs.length === EPOCHS && numbers.size === EPOCHS,
  );
}

/**
 * @param {string} output
 * @returns {Set<string>}
 */
function epochsOf(output) {
  return new Set([...output.matchAll(/epoch +(\d+)\//g)].map(([, number = '']) => number));
}
