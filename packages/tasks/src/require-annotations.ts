import type { AnnotatedSample, Annotation } from '@sightline/contracts';
import { TaskError } from './errors.ts';

/** How a dataset gets each annotation. */
const SOURCES: { readonly [Name in Annotation]: string } = {
  label:
    'put images into one folder per class, name a column of a manifest "label", or give a source of boxes the ' +
    'setting "labels: dominant-box"',
  labels: 'take a manifest with a column "labels", or give a source of boxes the setting "labels: box-classes"',
  values: 'take a manifest with columns of numbers, named in its setting "values"',
  boxes: 'take a source of boxes: coco, yolo or pascal-voc',
};

/**
 * Refuses samples that lack what a task needs.
 *
 * @throws TaskError `tasks/no-samples`; `tasks/missing-annotation`, naming the first sample and how many there are
 */
export function requireAnnotations(
  { kind, needs }: { readonly kind: string; readonly needs: readonly Annotation[] },
  samples: readonly AnnotatedSample[],
): void {
  if (samples.length === 0) {
    throw new TaskError('tasks/no-samples', `The task ${kind} received no samples. It needs at least one.`);
  }
  for (const annotation of needs) {
    const lacking = samples.filter((sample) => sample[annotation] === undefined);
    const [first] = lacking;
    if (!first) continue;
    throw new TaskError(
      'tasks/missing-annotation',
      `The task ${kind} needs ${annotation} for each sample: ${lacking.length} of ${samples.length} samples ` +
        `have none, the first is ${first.id}. To provide them, ${SOURCES[annotation]}.`,
    );
  }
}
