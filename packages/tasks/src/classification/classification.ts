import type { HeadSpec, TaskSpec } from '@sightline/contracts';
import { TaskError } from '../errors.ts';
import { countLabels, LabelIndex } from '../labels.ts';
import { checkOutputs } from '../check-outputs.ts';
import { rowOf } from '../row-of.ts';
import { defineTask, type OpenTask } from '../task.ts';
import { classWeightsOf } from './class-weights-of.ts';
import { evaluateClassification } from './evaluate-classification.ts';

type ClassCounts = Parameters<typeof classWeightsOf>[1];

/** The name of the network's output. */
const OUTPUT = 'probabilities';

/** One of several classes: a softmax over them, trained by cross-entropy. */
export const classification = defineTask('classification', {
  needs: ['label'],
  mixable: true,
  strata: ({ label }) => [label as string],
  vocabulary: (training) => countLabels(training.map(({ label }) => label as string)),
  open(spec, vocabulary, { mixed }): OpenTask<'classification'> {
    const { labels } = vocabulary;
    const indices = new LabelIndex(labels);
    return {
      head: headOf(spec, vocabulary),
      objective: { step: 'supervised', outputs: { [OUTPUT]: objectiveOf(spec, vocabulary, mixed) } },
      targets: { [OUTPUT]: mixed ? { dtype: 'float32', shape: [labels.length] } : { dtype: 'int32', shape: [] } },
      columns: { [OUTPUT]: labels.map((label) => `probability_${label}`) },
      encode({ of }, { [OUTPUT]: targets }, row) {
        const into = targets as Float32Array;
        for (const { sample, fraction } of of) {
          const index = indices.of(sample.label as string, sample.id);
          if (mixed) into[row * labels.length + index] = (into[row * labels.length + index] as number) + fraction;
          else into[row] = index;
        }
      },
      decode({ [OUTPUT]: output }, row) {
        const values = rowOf(output, row, labels.length);
        const best = values.indexOf(Math.max(...values));
        return {
          label: labels[best] as string,
          probability: values[best] as number,
          probabilities: Object.fromEntries(labels.map((label, index) => [label, values[index] as number])),
        };
      },
      evaluate: (samples, outputs) =>
        evaluateClassification(
          samples.map(({ id }) => id),
          {
            labels,
            actual: Int32Array.from(samples, ({ id, label }) => indices.of(label as string, id)),
            probabilities: checkOutputs(outputs, { name: OUTPUT, rows: samples.length, width: labels.length }),
          },
        ),
      expected: ({ label }) => label as string,
      exact: true,
      describe: ({ label }) => label,
    };
  },
});

function headOf(
  { head, labelSmoothing, classWeights }: TaskSpec<'classification'>,
  { labels, counts }: ClassCounts,
): HeadSpec {
  const units = labels.length;
  if (!head) return { kind: 'dense', name: OUTPUT, units, activation: 'softmax' };
  if (labelSmoothing > 0 || classWeights !== undefined) {
    throw new TaskError(
      'tasks/invalid-options',
      `task.head ${head.kind} is computed, not trained: labelSmoothing and classWeights would be ignored. Remove them.`,
    );
  }
  if (head.kind === 'prototypes') return { name: OUTPUT, units, ...head };
  return { name: OUTPUT, units, samples: counts.reduce((sum, count) => sum + count, 0), ...head };
}

function objectiveOf(
  { labelSmoothing, classWeights }: TaskSpec<'classification'>,
  vocabulary: ClassCounts,
  mixed: boolean,
) {
  const weights = classWeightsOf(classWeights, vocabulary, mixed);
  return {
    loss: { kind: mixed ? 'categoricalCrossentropy' : 'sparseCategoricalCrossentropy', labelSmoothing } as const,
    metrics: ['accuracy'] as const,
    ...(weights && { classWeights: weights }),
  };
}
