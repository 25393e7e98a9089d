import { type FitSpec, nearestWord, valueOf } from '@sightline/contracts';
import { classWeights } from '@sightline/tasks';
import { TrainerError } from './errors.ts';

/** The training split's classes: their names, and the class index of each of its samples. */
export interface TrainingClasses {
  readonly labels: readonly string[];
  readonly targets: Int32Array;
}

/**
 * How much a sample of each class counts in the loss, by class index: computed from the training split, or as given by name (1 where a class is not named, as in Keras' `class_weight`).
 *
 * @throws TrainerError `trainer/invalid-options` when a name is no class, or a weight is to be computed of a class without training samples
 */
export function classWeightsOf(
  spec: FitSpec['classWeights'],
  { labels, targets }: TrainingClasses,
): number[] | undefined {
  if (spec === undefined) return undefined;
  if (spec === 'balanced') return computed({ kind: 'balanced' });
  if (isComputed(spec)) return computed(spec);
  const unknown = Object.keys(spec).find((name) => !labels.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestWord(unknown, labels);
    throw new TrainerError(
      'trainer/invalid-options',
      `fit.classWeights names "${unknown}", which is no class.${nearest ? ` Did you mean "${nearest}"?` : ''} Allowed: ${labels.join(', ')}.`,
    );
  }
  return labels.map((label) => valueOf(spec, label) ?? 1);

  function computed(weighting: Parameters<typeof classWeights>[1]): number[] {
    const counts = labels.map(() => 0);
    for (const target of targets) (counts[target] as number) += 1;
    const empty = labels.find((_, index) => counts[index] === 0);
    if (empty !== undefined) {
      throw new TrainerError(
        'trainer/invalid-options',
        `fit.classWeights cannot be computed for class "${empty}": it has no training samples. Take a stratified split, or give weights by name.`,
      );
    }
    return classWeights(counts, weighting);
  }
}

type Given = NonNullable<FitSpec['classWeights']>;
function isComputed(spec: Exclude<Given, string>): spec is Extract<Given, { kind: unknown }> {
  return typeof spec.kind === 'string';
}
