// @ts-check
// A model that is served, beside what its run predicted for the same samples.
import { taskFileSchema } from '@sightline/contracts';
import { readPredictions } from '@sightline/evaluator/predictions-file';
import { openDataset } from '@sightline/ingest';
import { openTask } from '@sightline/tasks';

/**
 * @typedef {object} Held a held-out sample
 * @property {string} id
 * @property {string} annotation in the words of the task
 * @property {Uint8Array[]} parts as the dataset keeps it: an image, or the frames of a clip
 * @property {import('@sightline/contracts').Answer} predicted by the run
 *
 * @typedef {object} Served
 * @property {string} url of the model server
 * @property {string} model its name
 * @property {import('@sightline/tasks').OpenTask} task
 * @property {(file: string) => Promise<Uint8Array>} readFile a file of the model artifact
 * @property {readonly Held[]} held samples of the test split: the first two of each annotation, twenty at most
 */

/** Some of one identity, some of several. */
const OF_EACH = 2;
const MOST_SAMPLES = 20;
/** What two engines may differ by: of numbers up to 1 so much, of larger ones this fraction. */
const TOLERANCE = 1e-3;

/**
 * @param {import('@sightline/cli').Up} up
 * @param {import('@sightline/artifacts').ArtifactStore} store
 * @returns {Promise<Served>}
 */
export async function openServed({ run, url }, store) {
  const { dataset, evaluation } = run.artifacts;
  if (!run.model || !dataset || !evaluation) throw new Error(`The run ${run.runId} left no model to ask.`);
  const { name, ref } = run.model;
  const readFile = (/** @type {string} */ file) => store.read(ref, file);
  const settings = await store.readJson(ref, 'task.json', taskFileSchema);
  const task = openTask(/** @type {import('@sightline/contracts').TaskFile} */ (settings));
  const { ids, annotations, outputs } = await readPredictions(
    await store.read(evaluation, 'predictions.parquet'),
    task,
  );
  const opened = await openDataset(store, dataset);
  const samples = new Map(opened.samples.map((sample) => [sample.id, sample]));
  /** @type {Map<string, number>} */
  const taken = new Map();
  const held = ids.flatMap((id, row) => {
    const annotation = annotations[row] ?? '';
    const already = taken.get(annotation) ?? 0;
    taken.set(annotation, already + 1);
    return already < OF_EACH ? [{ id, annotation, row }] : [];
  });
  const read = held.slice(0, MOST_SAMPLES).map(async ({ id, annotation, row }) => {
    const parts = await opened.read(/** @type {import('@sightline/contracts').Sample} */ (samples.get(id)));
    return { id, annotation, parts, predicted: task.decode(outputs, row) };
  });
  return { url, model: name, task, readFile, held: await Promise.all(read) };
}

/**
 * @param {string} what was asked
 * @param {unknown} served what the server answered
 * @param {unknown} predicted what the run says
 * @throws Error when they differ
 */
export function assertSame(what, served, predicted) {
  if (isSame(served, predicted)) return;
  throw new Error(`${what}: the server answers ${JSON.stringify(served)}, the run says ${JSON.stringify(predicted)}.`);
}

/**
 * @param {unknown} one
 * @param {unknown} other
 * @returns {boolean}
 */
function isSame(one, other) {
  if (typeof one === 'number' && typeof other === 'number')
    return Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(other));
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other;
  const [left, right] = [Object.entries(one), new Map(Object.entries(other))];
  return left.length === right.size && left.every(([key, value]) => isSame(value, right.get(key)));
}
