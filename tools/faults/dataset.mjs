// @ts-check
// A store in which the digits were ingested: made once, copied for each trial.
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runStage } from '@sightline/artifacts';
import { ingestInputSchema } from '@sightline/contracts';
import { openDataset } from '@sightline/ingest/dataset';
import { ingestStage } from '@sightline/ingest/stages';

/** @param {string} images */
const ingestInput = (images) => ingestInputSchema.parse({ source: { path: images } });

/**
 * @param {string} images
 * @param {string} root of a store
 * @returns {Promise<import('@sightline/contracts').ArtifactRef>}
 */
export async function ingested(images, root) {
  const { dataset } = await runStage(ingestStage, ingestInput(images), createContext({ root }));
  return dataset;
}

/**
 * A copy of the store for a trial.
 *
 * @param {import('./trial.mjs').Trial} trial
 */
export async function storeWithDataset({ folder, setting }) {
  const images = await setting.images();
  const known = await setting.once('ingested', async (root) => ({ root, dataset: await ingested(images, root) }));
  const root = join(folder, 'store');
  await mkdir(root);
  await cp(known.root, root, { recursive: true });
  return { root, images, dataset: known.dataset };
}

/**
 * Reads all of a dataset as another process would that opens the store.
 *
 * @param {string} root
 * @param {import('@sightline/contracts').ArtifactRef} ref
 */
export async function readWhole(root, ref) {
  const { artifacts } = createContext({ root });
  await artifacts.verify(ref);
  const dataset = await openDataset(artifacts, ref);
  for (const sample of dataset.samples) await dataset.read(sample);
}

/**
 * How many artifacts of a store are not whole.
 *
 * @param {string} root
 */
export async function corruptArtifacts(root) {
  const { artifacts } = createContext({ root });
  let corrupt = 0;
  for (const id of await artifacts.ids()) {
    const verified = artifacts.refOf(id).then((ref) => artifacts.verify(ref));
    await verified.catch(() => (corrupt += 1));
  }
  return corrupt;
}
