import { didYouMean, type TaskSpec, valueOf, type Vocabulary } from '@sightline/contracts';
import { TaskError } from '../errors.ts';
import { classWeights } from './class-weights.ts';

type Given = NonNullable<TaskSpec<'classification'>['classWeights']>;

/**
 * How much a sample of each class counts in the loss, by class index: computed from the training split, or as given by
 * name (1 where a class is not named, as in Keras' `class_weight`).
 *
 * @throws TaskError `tasks/invalid-options` when a name is not a class, or samples are mixed of several classes
 */
export function classWeightsOf(
  spec: Given | undefined,
  { labels, counts }: Vocabulary<'classification'>,
  mixed: boolean,
): number[] | undefined {
  if (spec === undefined) return undefined;
  if (mixed) {
    throw new TaskError(
      'tasks/invalid-options',
      'Received both mix and task.classWeights: a mixed sample has fractions of classes, class weights are for ' +
        'samples of one class. Leave one of them out, or use sampler: { kind: balanced }.',
    );
  }
  if (spec === 'balanced') return classWeights(counts, { kind: 'balanced' });
  if (isComputed(spec)) return classWeights(counts, spec);
  const unknown = Object.keys(spec).find((name) => !labels.includes(name));
  if (unknown !== undefined) {
    throw new TaskError(
      'tasks/invalid-options',
      `task.classWeights names "${unknown}", which is not a class.${didYouMean(unknown, labels)} ` +
        `Allowed: ${labels.join(', ')}.`,
    );
  }
  return labels.map((label) => valueOf(spec, label) ?? 1);
}

function isComputed(spec: Exclude<Given, string>): spec is Extract<Given, { kind: string }> {
  return typeof spec.kind === 'string';
}
