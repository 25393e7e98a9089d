import { type AnnotatedSample, didYouMean, sortedByCodePoints, valueOf } from '@sightline/contracts';
import { TaskError } from '../errors.ts';
import { sum } from '../statistics/sum.ts';
import { checkOutputs } from '../check-outputs.ts';
import { defineTask, type OpenTask } from '../task.ts';
import { evaluateRegression } from './evaluate-regression.ts';
import { meanLoss } from './losses.ts';

/** The name of the network's output. */
const OUTPUT = 'values';

/** One or several numbers, learnt as standardised by the training split. */
export const regression = defineTask('regression', {
  needs: ['values'],
  mixable: true,
  strata: () => [],
  vocabulary(training, { values }) {
    const known = sortedByCodePoints(
      new Set(training.flatMap(({ values: has }) => Object.keys(has as object))),
      (name) => name,
    );
    const unknown = values?.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new TaskError(
        'tasks/invalid-options',
        `task.values names "${unknown}", which no training sample has.${didYouMean(unknown, known)} ` +
          `Allowed: ${known.join(', ')}.`,
      );
    }
    return { values: (values ?? known).map((name) => standardised(name, training)) };
  },
  open({ loss }, { values }): OpenTask<'regression'> {
    const width = values.length;
    return {
      head: { kind: 'dense', name: OUTPUT, units: width, activation: 'linear' },
      objective: { step: 'supervised', outputs: { [OUTPUT]: { loss, metrics: ['meanAbsoluteError'] } } },
      targets: { [OUTPUT]: { dtype: 'float32', shape: [width] } },
      columns: { [OUTPUT]: values.map(({ name }) => `standardised_${name}`) },
      encode({ of }, { [OUTPUT]: targets }, row) {
        const into = targets as Float32Array;
        for (const { sample, fraction } of of) {
          for (const [index, { name, mean, standardDeviation }] of values.entries()) {
            const value = (annotated(sample, name) - mean) / standardDeviation;
            into[row * width + index] = (into[row * width + index] as number) + fraction * value;
          }
        }
      },
      decode({ [OUTPUT]: output }, row) {
        const { data } = output as { data: Float32Array };
        const entries = values.map(({ name, mean, standardDeviation }, index) => {
          return [name, (data[row * width + index] as number) * standardDeviation + mean] as const;
        });
        return { values: Object.fromEntries(entries) };
      },
      evaluate(samples, outputs) {
        const data = checkOutputs(outputs, { name: OUTPUT, rows: samples.length, width });
        const predicted = values.map(({ name, mean, standardDeviation }, index) => ({
          name,
          actual: samples.map((sample) => annotated(sample, name)),
          predicted: samples.map((_, row) => (data[row * width + index] as number) * standardDeviation + mean),
          standardDeviation,
        }));
        const errors = predicted.flatMap(({ actual, predicted: answered, standardDeviation }) =>
          actual.map((value, row) => ((answered[row] as number) - value) / standardDeviation),
        );
        return evaluateRegression(
          samples.map(({ id }) => id),
          predicted,
          meanLoss(loss, errors),
        );
      },
      expected: (sample) => listOf(values.map(({ name }) => [name, annotated(sample, name)])),
      exact: false,
      describe: (answer) => listOf(Object.entries(answer.values)),
    };
  },
});

function standardised(name: string, training: readonly AnnotatedSample[]) {
  const numbers = training.map((sample) => annotated(sample, name));
  const mean = sum(numbers) / numbers.length;
  const variance = sum(numbers.map((value) => (value - mean) ** 2)) / numbers.length;
  if (variance === 0) {
    throw new TaskError(
      'tasks/invalid-options',
      `All ${numbers.length} training samples have the same ${name}, ${numbers[0]}: there is nothing to learn. ` +
        'Leave it out of task.values, or add samples with other values.',
    );
  }
  return { name, mean, standardDeviation: Math.sqrt(variance) };
}

function annotated({ id, values }: AnnotatedSample, name: string): number {
  const value = values && valueOf(values, name);
  if (value !== undefined) return value;
  throw new TaskError(
    'tasks/missing-annotation',
    `${id} has no value "${name}". Give each sample one, or leave it out of task.values.`,
  );
}

function listOf(values: readonly (readonly [string, number])[]): string {
  return values.map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`).join(', ');
}
