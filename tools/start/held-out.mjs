// @ts-check
// Held-out images of a run, put to the model server over HTTP as any client would.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '@sightline/artifacts';
import { openDataset } from '@sightline/ingest';

/**
 * @typedef {object} HeldOutAnswers
 * @property {{ expected: string, label: string, probability: number, version: number, milliseconds: number }[]} answers one a class, from the test split
 * @property {string} example the first image as a file in the run folder
 */

/**
 * Asks the server about one image of each class that the model has never seen.
 *
 * @param {{ run: import('@sightline/contracts').RunResult & { folder: string }, model: string, serverUrl: string, root: string }} options
 *   `root` of the artifact store
 * @returns {Promise<HeldOutAnswers>}
 */
export async function askAboutHeldOut({ run, model, serverUrl, root }) {
  const ref = run.artifacts.dataset;
  if (!ref) throw new Error(`Run ${run.runId} names no dataset.`);
  const dataset = await openDataset(openStore(root), ref);
  const test = dataset.of('test');
  const images = await Promise.all(
    dataset.labels.map(async (expected) => {
      const sample = test.find(({ label }) => label === expected);
      if (!sample) throw new Error(`The test split has no sample of class ${expected}.`);
      return { expected, png: await dataset.read(sample) };
    }),
  );
  const example = join(run.folder, 'held-out.png');
  await writeFile(example, images[0]?.png ?? '');
  const answers = [];
  for (const { expected, png } of images) {
    const response = await fetch(`${serverUrl}/v1/models/${model}/images`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(png),
    });
    const answer = /** @type {any} */ (await response.json());
    if (!response.ok) throw new Error(`The model server answered ${response.status}: ${answer.error}`);
    const { label, probability } = answer.predictions[0];
    answers.push({ expected, label, probability, version: answer.version, milliseconds: answer.milliseconds });
  }
  return { answers, example };
}
