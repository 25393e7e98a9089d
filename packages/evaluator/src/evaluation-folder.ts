import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StageContext } from '@sightline/artifacts';
import { evaluationSchema, type ArtifactRef } from '@sightline/contracts';
import { openDataset } from '@sightline/ingest/dataset';
import { exhibitFiles } from './exhibits/exhibit-files.ts';
import { evaluationPage } from './report/evaluation-page.ts';
import { readPictures } from './report/pictures.ts';
import { samplesInGalleries } from './report/shown-samples.ts';

/**
 * Writes what a model was measured to do, for a person to open: `evaluation.html` (one page, nothing outside it),
 * `evaluation.json`, and a picture or a table for each exhibit in `evaluation/`. Files of these names are replaced.
 *
 * @param input.model what the page calls the model
 * @param input.dataset the one that was measured on
 * @returns the path of `evaluation.html`
 */
export async function writeEvaluationFolder(
  input: { evaluation: ArtifactRef; dataset: ArtifactRef; model: string; folder: string },
  { artifacts, signal }: StageContext,
): Promise<string> {
  const folder = resolve(input.folder);
  const evaluation = await artifacts.readJson(input.evaluation, 'evaluation.json', evaluationSchema);
  const dataset = await openDataset(artifacts, input.dataset);
  const pictures = await readPictures(artifacts, dataset, samplesInGalleries(dataset, evaluation.exhibits));
  const files = {
    'evaluation.json': `${JSON.stringify(evaluation, undefined, 2)}\n`,
    ...exhibitFiles(evaluation.exhibits),
    'evaluation.html': evaluationPage({ evaluation, pictures, model: input.model, dataset: input.dataset.id }),
  };
  await mkdir(join(folder, 'evaluation'), { recursive: true });
  for (const [name, data] of Object.entries(files)) {
    signal.throwIfAborted();
    await writeFile(join(folder, name), data);
  }
  return join(folder, 'evaluation.html');
}
