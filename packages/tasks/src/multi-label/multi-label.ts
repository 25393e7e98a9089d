import { type AnnotatedSample, sortedByCodePoints } from '@sightline/contracts';
import { TaskError } from '../errors.ts';
import { countLabels, LabelIndex } from '../labels.ts';
import { checkOutputs, checkProbabilities } from '../check-outputs.ts';
import { rowOf } from '../row-of.ts';
import { defineTask, type OpenTask, type Outputs } from '../task.ts';
import { evaluateMultiLabel } from './evaluate-multi-label.ts';
import { highestF1Thresholds } from './thresholds.ts';

/** The name of the network's output. */
const OUTPUT = 'probabilities';

/** Any number of labels for each sample, also none: a sigmoid for each, trained by binary cross-entropy. */
export const multiLabel = defineTask('multiLabel', {
  needs: ['labels'],
  mixable: true,
  strata: ({ labels }) => labels as readonly string[],
  vocabulary(training, { thresholds }) {
    const { labels, counts } = countLabels(training.flatMap(({ labels: has }) => [...new Set(has)]));
    if (labels.length === 0) {
      throw new TaskError(
        'tasks/invalid-options',
        'No training sample has a label. The task multiLabel needs at least one label to learn.',
      );
    }
    return {
      labels,
      counts,
      samples: training.length,
      thresholds: labels.map(() => (typeof thresholds === 'number' ? thresholds : 0.5)),
    };
  },
  open({ labelSmoothing, thresholds }, vocabulary): OpenTask<'multiLabel'> {
    const { labels } = vocabulary;
    const indices = new LabelIndex(labels);
    /** `[samples, labels]`: 1 where a sample has a label. */
    const actualOf = (samples: readonly AnnotatedSample[]) => {
      const actual = new Uint8Array(samples.length * labels.length);
      for (const [row, { id, labels: has = [] }] of samples.entries()) {
        for (const label of has) actual[row * labels.length + indices.of(label, id)] = 1;
      }
      return actual;
    };
    const probabilitiesOf = (samples: readonly AnnotatedSample[], outputs: Outputs) =>
      checkProbabilities(checkOutputs(outputs, { name: OUTPUT, rows: samples.length, width: labels.length }));
    return {
      head: { kind: 'dense', name: OUTPUT, units: labels.length, activation: 'sigmoid' },
      objective: {
        step: 'supervised',
        outputs: {
          [OUTPUT]: {
            loss: { kind: 'binaryCrossentropy', labelSmoothing },
            metrics: ['binaryAccuracy', { kind: 'f1Score', average: 'macro', threshold: 0.5 }],
          },
        },
      },
      targets: { [OUTPUT]: { dtype: 'float32', shape: [labels.length] } },
      columns: { [OUTPUT]: labels.map((label) => `probability_${label}`) },
      encode({ of }, { [OUTPUT]: targets }, row) {
        const into = targets as Float32Array;
        for (const { sample, fraction } of of) {
          for (const label of new Set(sample.labels)) {
            const place = row * labels.length + indices.of(label, sample.id);
            into[place] = Math.min(1, (into[place] as number) + fraction);
          }
        }
      },
      decode({ [OUTPUT]: output }, row) {
        const values = rowOf(output, row, labels.length);
        const answered = labels
          .map((label, index) => ({ label, value: values[index] as number, index }))
          .filter(({ value, index }) => value >= (vocabulary.thresholds[index] as number))
          .sort((left, right) => right.value - left.value);
        return {
          labels: answered.map(({ label }) => label),
          probabilities: Object.fromEntries(labels.map((label, index) => [label, values[index] as number])),
        };
      },
      evaluate: (samples, outputs) =>
        evaluateMultiLabel(
          samples.map(({ id }) => id),
          {
            labels,
            actual: actualOf(samples),
            probabilities: probabilitiesOf(samples, outputs),
            thresholds: vocabulary.thresholds,
          },
        ),
      expected: ({ labels: has }) => listOf(sortedByCodePoints(has as readonly string[], (label) => label)),
      exact: true,
      describe: ({ labels: answered }) => listOf(sortedByCodePoints(answered, (label) => label)),
      ...(thresholds === 'highestF1' && {
        chooseThresholds: (samples, outputs) => ({
          ...vocabulary,
          thresholds: highestF1Thresholds(actualOf(samples), probabilitiesOf(samples, outputs), labels.length),
        }),
      }),
    };
  },
});

function listOf(labels: readonly string[]): string {
  return labels.length > 0 ? labels.join(', ') : 'no label';
}
