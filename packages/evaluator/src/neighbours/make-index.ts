import type { StageContext } from '@sightline/artifacts';
import type { Preprocess, Sample } from '@sightline/contracts';
import type { tf } from '@sightline/engine';
import { type Dataset, loadInputs } from '@sightline/ingest';
import type { OpenTask, Outputs } from '@sightline/tasks';
import { predictOutputs } from '../predict/predict-outputs.ts';
import { smallPicture } from '../small-picture.ts';
import { writeIndex } from './index-file.ts';

/** Of more training samples than these, as many of each annotation as possible are taken. */
const MOST_SAMPLES = 4096;
/** Largest side of a picture, in pixels. */
const SIDE = 64;
/** Pictures that are made at once. */
const PICTURES = 16;

/**
 * The bytes of a model's `index.parquet`: training samples, at most 4,096, with what the network makes
 * of them and small pictures. The same model and dataset give the same bytes.
 *
 * @param options.task one whose answers are compared
 */
export async function makeIndex(
  model: tf.LayersModel,
  { dataset, preprocess, task }: { dataset: Dataset; preprocess: Preprocess; task: OpenTask },
  context: Pick<StageContext, 'signal' | 'progress'>,
): Promise<Uint8Array> {
  const samples = chosen(dataset.of('train'), (sample) => task.expected(sample));
  const message = 'computing the index of training samples';
  const batches = loadInputs(dataset, { samples, preprocess, message }, context);
  const { [task.head.name]: output } = await predictOutputs(model, batches, samples.length);
  const pictures: Uint8Array[] = [];
  for (let start = 0; start < samples.length; start += PICTURES) {
    context.signal.throwIfAborted();
    const some = samples.slice(start, start + PICTURES);
    pictures.push(...(await Promise.all(some.map((sample) => smallPicture(dataset, sample, SIDE)))));
  }
  const indexed = samples.map((sample, row) => ({
    id: sample.id,
    label: task.expected(sample),
    picture: pictures[row] as Uint8Array,
  }));
  return writeIndex({ samples: indexed, embeddings: (output as Outputs[string]).data }, task);
}

/** The first of each annotation, then the second of each, …, in the order of the dataset. */
export function chosen(
  samples: readonly Sample[],
  labelOf: (sample: Sample) => string,
  most = MOST_SAMPLES,
): readonly Sample[] {
  const counts = new Map<string, number>();
  const ranked = samples.map((sample, place) => {
    const label = labelOf(sample);
    const rank = counts.get(label) ?? 0;
    counts.set(label, rank + 1);
    return { sample, place, rank };
  });
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .toSorted((a, b) => a.place - b.place)
    .map(({ sample }) => sample);
}
