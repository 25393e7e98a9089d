import type { ArtifactStore, StageContext } from '@sightline/artifacts';
import { evaluationSchema, type ReportInput, type Sample } from '@sightline/contracts';
import { type Dataset, isLargeDataset } from '@sightline/ingest/dataset';
import type { Pictures } from '../exhibits/exhibit-kind.ts';
import { reportDataset } from './report-dataset.ts';
import { shownSamples } from './shown-samples.ts';

/** Largest side of a picture, in pixels: sharp on a dense screen at the size shown, small in the file. */
const SIDE = 192;

/** Small pictures of samples. The store keeps them: only those that no report has shown yet are decoded. */
export async function readPictures(
  store: ArtifactStore,
  dataset: Dataset,
  samples: readonly Sample[],
): Promise<Pictures> {
  const pictures = samples.map(async (sample) => {
    const kept = await store.backend.read(keyOf(sample));
    return [sample.id, kept ?? (await makePicture(store, dataset, sample))] as const;
  });
  return new Map(await Promise.all(pictures));
}

/** Whether a report is much work: its dataset is large, or the store lacks pictures, whose images must be decoded. */
export async function isMuchWork({ run }: ReportInput, { artifacts }: StageContext): Promise<boolean> {
  const { dataset: datasetRef, evaluation: evaluationRef } = run.artifacts;
  if (!datasetRef || !evaluationRef) return false;
  if (await isLargeDataset(artifacts, datasetRef)) return true;
  const { exhibits } = await artifacts.readJson(evaluationRef, 'evaluation.json', evaluationSchema);
  const shown = shownSamples(await reportDataset(artifacts, datasetRef), exhibits);
  const kept = await Promise.all(shown.map((sample) => artifacts.backend.describe(keyOf(sample))));
  return kept.includes(undefined);
}

async function makePicture(store: ArtifactStore, dataset: Dataset, sample: Sample): Promise<Uint8Array> {
  const { smallPicture } = await import('../small-picture.ts');
  const picture = await smallPicture(dataset, sample, SIDE);
  await store.backend.write(keyOf(sample), picture);
  return picture;
}

/** By what is drawn: the sample's image, or the first frame of its clip. */
function keyOf({ parts: [first] }: Sample): string {
  const { sha256 } = first as Sample['parts'][number];
  return `pictures/${SIDE}/${sha256.slice(0, 2)}/${sha256}.png`;
}
