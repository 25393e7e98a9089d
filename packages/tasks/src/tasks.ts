import {
  type AnnotatedSample,
  parse,
  TASK_SCHEMAS,
  type TaskFile,
  type TaskKind,
  type TaskSettings,
  type TaskSpec,
} from '@sightline/contracts';
import { classification } from './classification/classification.ts';
import { embedding } from './embedding/embedding.ts';
import { TaskError } from './errors.ts';
import { multiLabel } from './multi-label/multi-label.ts';
import { regression } from './regression/regression.ts';
import { requireAnnotations } from './require-annotations.ts';
import type { OpenOptions, OpenTask, Task } from './task.ts';

export const tasks: { readonly [Kind in TaskKind]: Task<Kind> } = {
  classification,
  multiLabel,
  embedding,
  regression,
};

/**
 * Refuses samples that lack an annotation which a task needs.
 *
 * @throws TaskError `tasks/no-samples`; `tasks/missing-annotation`, naming the first such sample and their number
 */
export function checkAnnotations({ kind }: { readonly kind: TaskKind }, samples: readonly AnnotatedSample[]): void {
  requireAnnotations({ kind, needs: tasks[kind].needs }, samples);
}

/**
 * A task with what it learns of the training split: the contents of a model's `task.json`.
 *
 * @throws ContractError when the settings do not fit their schema
 * @throws TaskError `tasks/no-samples`, `tasks/missing-annotation` naming a sample without the annotation,
 * `tasks/invalid-options` when the settings do not fit the samples
 */
export function learnTask<Kind extends TaskKind>(
  settings: TaskSettings<Kind>,
  training: readonly AnnotatedSample[],
): TaskFile<Kind> {
  const spec = parse(TASK_SCHEMAS[settings.kind].spec, settings, 'The task') as TaskSpec<Kind>;
  checkAnnotations(spec, training);
  return { spec, vocabulary: tasks[spec.kind as Kind].vocabulary(training, spec) };
}

/**
 * Opens a task. Nobody outside of this package branches on its kind.
 *
 * @throws TaskError `tasks/invalid-options` when samples are mixed that cannot be, or settings contradict each other
 */
export function openTask<Kind extends TaskKind>(
  { spec, vocabulary }: TaskFile<Kind>,
  options: OpenOptions = { mixed: false },
): OpenTask<Kind> {
  const task = tasks[spec.kind as Kind];
  if (options.mixed && !task.mixable) {
    throw new TaskError(
      'tasks/invalid-options',
      `Samples of the task ${spec.kind} cannot be mixed: what a mixture of two should give is not defined. ` +
        'Leave out mix, or the transforms that mix.',
    );
  }
  return task.open(spec, vocabulary, options);
}
