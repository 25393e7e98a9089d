import type { TensorSpec } from '@sightline/contracts';
import type { NamedTensors } from '../../inference/tensor.ts';
import type { ServedVersion } from '../../models/served-version.ts';

/** What a model says about each of `count` images. */
export function answersOf(count: number, { labels, signature }: ServedVersion, outputs: NamedTensors) {
  const [{ name }] = signature.outputs as [TensorSpec];
  const data = outputs[name]?.data as Float32Array;
  return Array.from({ length: count }, (_, row) =>
    ranked(labels, data.subarray(row * labels.length, (row + 1) * labels.length)),
  );
}

function ranked(labels: string[], probabilities: Float32Array) {
  const values = labels.map((_, index) => probabilities[index] ?? 0);
  const best = values.indexOf(Math.max(...values));
  return {
    label: labels[best],
    probability: values[best],
    probabilities: Object.fromEntries(labels.map((label, index) => [label, values[index]])),
  };
}
