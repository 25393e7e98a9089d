import type { Answer } from '@sightline/contracts';
import type { OpenTask } from '@sightline/tasks';
import { ServerError } from '../../errors.ts';
import type { ServedVersion } from '../../models/served-version.ts';
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
  const compare = comparisonOf(served);
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
 * @throws ServerError `server/invalid-request` for a model whose answers are not compared, or that has no index
 */
export function nearest({ predictions, ...answer }: UploadAnswer, served: ServedVersion) {
  const compare = comparisonOf(served);
  const { index } = served;
  if (!index) {
    throw new ServerError(
      'server/invalid-request',
      `${served.registered.name} has no index to search. Run the pipeline again.`,
    );
  }
  const neighbours = predictions.map((prediction) =>
    index
      .map(({ sample, annotation, answer: known }) => ({ sample, annotation, ...compare(prediction, known) }))
      .sort((one, other) => one.distance - other.distance)
      .slice(0, NEIGHBOURS),
  );
  return { ...namesOf(answer), neighbours };
}

function comparisonOf({ task, kind, registered }: ServedVersion): NonNullable<OpenTask['compare']> {
  if (task.compare)
    return (one: Answer, other: Answer) => (task.compare as NonNullable<OpenTask['compare']>)(one, other);
  throw new ServerError(
    'server/invalid-request',
    `Answers of ${registered.name} (${kind}) say all by themselves, and are not compared. ` +
      `Send the image to /v1/models/${registered.name}/images.`,
  );
}

function namesOf({ model, version, task }: Omit<UploadAnswer, 'predictions'>) {
  return { model, version, task };
}
