import { type ClassWeighting, classWeightingSchema, parse } from '@sightline/contracts';
import { TaskError } from '../errors.ts';
import { sum } from '../statistics/sum.ts';

/**
 * How much a sample of each class should count in the loss.
 *
 * @param counts samples of each class, by class index
 * @returns a weight of each class; classes of equal size all weigh 1
 * @throws ContractError when the options do not fit their schema
 * @throws TaskError `tasks/invalid-options` when a class has no samples
 *
 * @example
 * classWeights([900, 100], { kind: 'balanced' }); // [0.556, 5]
 */
export function classWeights(counts: ArrayLike<number>, options: ClassWeighting): number[] {
  const weighting = parse(classWeightingSchema, options, 'the class weighting');
  const sizes = Array.from(counts);
  const empty = sizes.findIndex((count) => !(count > 0));
  if (empty >= 0 || sizes.length === 0) {
    throw new TaskError(
      'tasks/invalid-options',
      sizes.length === 0
        ? 'received no classes. Pass the number of samples of each.'
        : `class ${empty} has ${sizes[empty]} samples, and no weight makes up for that. Leave it out, or add samples.`,
    );
  }
  if (weighting.kind === 'balanced') {
    const fraction = sum(sizes) / sizes.length;
    return sizes.map((count) => fraction / count);
  }
  const { beta } = weighting;
  const raw = sizes.map((count) => (1 - beta) / (1 - beta ** count));
  const mean = sum(raw) / raw.length;
  return raw.map((weight) => weight / mean);
}
