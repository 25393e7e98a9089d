import type { Answer } from '@sightline/contracts';
import type { SampleIndex } from '@sightline/evaluator/index-file';
import type { OpenTask, Outputs } from '@sightline/tasks';
import { ServerError } from '../../errors.ts';
import type { NamedTensors } from '../../inference/tensor.ts';
import { nearestRows } from '../../models/nearest-rows.ts';
import type { ServedVersion } from '../../models/served-version.ts';
import { picturePath } from './picture-routes.ts';
import type { UploadAnswer } from './upload-answer.ts';

/** How many neighbours are answered. */
const NEIGHBOURS = 5;

/**
 * Whether two uploads are of one identity.
 *
 * @throws ServerError `server/invalid-request` for a model whose answers are not compared, and for another number of
 * uploads
 */
export function verified({ predictions, ...answer }: UploadAnswer, served: ServedVersion) {
  const { compare } = comparisonOf(served);
  const [one, other, ...more] = predictions;
  if (one && other && more.length === 0) return { ...namesOf(answer), ...compare(one, other) };
  throw new ServerError(
    'server/invalid-request',
    `Expected two images as the files of multipart/form-data, received ${predictions.length}.`,
  );
}

/**
 * The samples of the model's index that are nearest to each upload, the nearest first.
 *
 * @throws ServerError `server/invalid-request` for a model whose answers are not compared
 */
export function nearest({ predictions, ...answer }: UploadAnswer, served: ServedVersion, outputs: NamedTensors) {
  const { compare, index } = comparisonOf(served);
  const { task, registered } = served;
  const { name, units } = task.head;
  const known: Outputs = { [name]: { shape: [index.samples.length, units], data: index.embeddings } };
  const found = nearestRows(outputs[name]?.data as Float32Array, index.embeddings, { units, count: NEIGHBOURS });
  const neighbours = found.map((rows, upload) =>
    rows.map(({ row, similarity }) => {
      const { id, label } = index.samples[row] as SampleIndex['samples'][number];
      const { distance, isSame } = compare(predictions[upload] as Answer, task.decode(known, row));
      return { id, label, similarity, distance, isSame, picture: picturePath(registered, row) };
    }),
  );
  return { ...namesOf(answer), neighbours };
}

/** @throws ServerError `server/invalid-request` for a model whose answers are not compared */
function comparisonOf({ task, kind, registered, index }: ServedVersion): {
  compare: NonNullable<OpenTask['compare']>;
  index: SampleIndex;
} {
  const { compare } = task;
  if (compare && index) return { compare, index };
  throw new ServerError(
    'server/invalid-request',
    `The answers of ${registered.name} (${kind}) are not compared: each is complete. ` +
      `Send the image to /v1/models/${registered.name}/images.`,
  );
}

function namesOf({ model, version, task }: Omit<UploadAnswer, 'predictions'>) {
  return { model, version, task };
}
