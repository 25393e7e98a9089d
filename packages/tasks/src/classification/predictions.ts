import { TaskError } from '../errors.ts';

/** What a classifier said about `n` samples. */
export interface Predictions {
  /** Class names; their order is that of the probability columns. */
  labels: readonly string[];
  /** The index of each sample's true class, `[n]`. */
  actual: Int32Array;
  /** Each sample's class probabilities, row by row, `[n, classes]`. */
  probabilities: Float32Array;
}

/**
 * Refuses predictions whose shapes, class indices or probabilities make no sense.
 *
 * @throws TaskError `tasks/no-samples` without samples, `tasks/invalid-outputs` otherwise
 */
export function checkPredictions({ labels, actual, probabilities }: Predictions): void {
  const expected = actual.length * labels.length;
  if (actual.length === 0)
    throw new TaskError('tasks/no-samples', 'There are no predictions to measure. At least one sample is needed.');
  if (probabilities.length !== expected) {
    throw invalid(
      `${probabilities.length} probabilities for ${actual.length} samples of ${labels.length} classes`,
      `${expected}`,
    );
  }
  const stray = actual.findIndex((index) => !(Number.isInteger(index) && index >= 0 && index < labels.length));
  if (stray !== -1) {
    throw invalid(
      `the class index ${actual[stray]} of sample ${stray}`,
      `whole numbers from 0 to ${labels.length - 1}`,
    );
  }
  const odd = probabilities.find((value) => !(value >= 0 && value <= 1 + 1e-6));
  if (odd !== undefined) throw invalid(`the probability ${odd}`, '0 to 1; a NaN comes from weights that have diverged');
}

function invalid(received: string, allowed: string): TaskError {
  return new TaskError('tasks/invalid-outputs', `Received ${received}. Allowed: ${allowed}.`);
}

/** The class of highest probability of each sample, `[n]`; of equals the first, as in `numpy.argmax`. */
export function predictedClasses({ labels, actual, probabilities }: Predictions): Int32Array {
  return Int32Array.from(actual, (_, sample) => {
    const row = probabilities.subarray(sample * labels.length, (sample + 1) * labels.length);
    return row.indexOf(row.reduce((highest, value) => Math.max(highest, value), -1));
  });
}
