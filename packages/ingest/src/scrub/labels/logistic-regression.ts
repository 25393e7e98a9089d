import { RandomStream } from '@sightline/contracts';
import { dotProducts, type Matrix, rowOf, weightedSums, zeros } from '../../numbers/matrix.ts';

const { exp, sqrt } = Math;

export const EPOCHS = 12;
const BATCH = 64;
const LEARNING_RATE = 0.01;
/** Of half the squared weights, beside the mean loss. */
const PENALTY = 0.03;
/** Adam's. */
const [FIRST_DECAY, SECOND_DECAY, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * Fits multinomial logistic regression by Adam (Kingma and Ba 2015) with an L2 penalty and a learning rate that falls
 * along half a cosine. A function of its arguments alone, on every machine.
 *
 * @param features `[n, length]`, standardised; the last is 1, and its weight is not penalised
 * @param labels class indices, `[n]`
 * @param options.rows the places of the samples that it learns from
 * @param options.onEpoch called after each of {@link EPOCHS} epochs; may throw to end it
 * @returns weights, `[classes, length]`
 */
export async function fitLogisticRegression(
  features: Matrix,
  labels: readonly number[],
  {
    rows,
    classes,
    seed,
    onEpoch,
  }: { rows: readonly number[]; classes: number; seed: number; onEpoch: () => Promise<void> },
): Promise<Matrix> {
  const weights = zeros(classes, features.length);
  const [first, second] = [new Float64Array(weights.values.length), new Float64Array(weights.values.length)];
  const stream = new RandomStream(seed);
  const order = [...rows];
  const steps = EPOCHS * Math.ceil(order.length / BATCH);
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    stream.shuffle(order);
    for (let start = 0; start < order.length; start += BATCH) {
      const chosen = order.slice(start, start + BATCH);
      const batch = rowsOf(features, chosen);
      const errors = probabilitiesOf(batch, weights);
      for (const [row, sample] of chosen.entries()) {
        const at = row * classes + (labels[sample] as number);
        errors[at] = (errors[at] as number) - 1;
      }
      const gradients = weightedSums(errors, batch);
      const last = features.length - 1;
      const rate = (LEARNING_RATE / 2) * (1 + Math.cos((Math.PI * step) / steps));
      step++;
      const [firstBias, secondBias] = [1 - FIRST_DECAY ** step, 1 - SECOND_DECAY ** step];
      for (let at = 0; at < gradients.length; at++) {
        const weight = weights.values[at] as number;
        const penalty = at % features.length === last ? 0 : PENALTY * weight;
        const gradient = (gradients[at] as number) / chosen.length + penalty;
        const mean = (first[at] = FIRST_DECAY * (first[at] as number) + (1 - FIRST_DECAY) * gradient);
        const square = (second[at] = SECOND_DECAY * (second[at] as number) + (1 - SECOND_DECAY) * gradient ** 2);
        weights.values[at] = weight - (rate * (mean / firstBias)) / (sqrt(square / secondBias) + EPSILON);
      }
    }
    await onEpoch();
  }
  return weights;
}

/** Class probabilities (softmax), `[n, classes]`. */
export function probabilitiesOf(features: Matrix, weights: Matrix): Float32Array {
  const scores = dotProducts(features, weights);
  for (let start = 0; start < scores.length; start += weights.rows) {
    const row = scores.subarray(start, start + weights.rows);
    const most = row.reduce((best, score) => Math.max(best, score), -Infinity);
    let sum = 0;
    for (let label = 0; label < row.length; label++) sum += row[label] = exp((row[label] as number) - most);
    for (let label = 0; label < row.length; label++) row[label] = (row[label] as number) / sum;
  }
  return scores;
}

/** Some rows of a matrix, copied. */
export function rowsOf(matrix: Matrix, chosen: readonly number[]): Matrix {
  const copied = zeros(chosen.length, matrix.length);
  for (const [row, from] of chosen.entries()) rowOf(copied, row).set(rowOf(matrix, from));
  return copied;
}
