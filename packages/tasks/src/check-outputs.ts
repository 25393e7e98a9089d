import { TaskError } from './errors.ts';
import type { Outputs } from './task.ts';

/**
 * The numbers of one output for some samples, `[rows, width]`.
 *
 * @throws TaskError `tasks/no-samples`; `tasks/invalid-outputs` when there are not as many, or some are not numbers
 */
export function checkOutputs(
  outputs: Outputs,
  { name, rows, width }: { readonly name: string; readonly rows: number; readonly width: number },
): Float32Array {
  if (rows === 0) {
    throw new TaskError('tasks/no-samples', 'There are no outputs to measure. At least one sample is needed.');
  }
  const data = outputs[name]?.data;
  if (!data) throw invalid(`no output "${name}" but ${Object.keys(outputs).join(', ') || 'none'}`, name);
  if (data.length !== rows * width) {
    throw invalid(`${data.length} numbers of ${name} for ${rows} samples`, `${width} for each sample`);
  }
  const odd = data.findIndex((value) => !Number.isFinite(value));
  if (odd === -1) return data;
  throw invalid(
    `${data[odd]} as ${name} of sample ${Math.floor(odd / width)}`,
    'finite numbers; others come from weights that have diverged',
  );
}

/** @throws TaskError `tasks/invalid-outputs` when a number is not a probability */
export function checkProbabilities(probabilities: Float32Array): Float32Array {
  const odd = probabilities.find((value) => !(value >= 0 && value <= 1 + 1e-6));
  if (odd === undefined) return probabilities;
  throw invalid(`the probability ${odd}`, '0 to 1');
}

function invalid(received: string, allowed: string): TaskError {
  return new TaskError('tasks/invalid-outputs', `Received ${received}. Allowed: ${allowed}.`);
}
