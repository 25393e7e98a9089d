/** A classifier's view of `n` labelled samples, that it was not trained on. */
export interface OutOfFold {
  /** Class indices, `[n]`. */
  readonly labels: ArrayLike<number>;
  /** Class probabilities, row by row, `[n, classes]`. */
  readonly probabilities: ArrayLike<number>;
  readonly classes: number;
}

/** Probabilities are equal that differ by less. */
export const TOLERANCE = 1e-6;

/** Which samples have which label (rows) while the classifier is confident of which class (columns). */
export interface ConfidentJoint {
  /** `[classes][classes]`, each row adding up to the samples of its label. */
  counts: number[][];
  /** The samples counted off the diagonal. */
  offDiagonal: number[];
}

/**
 * The confident joint of Northcutt, Jiang and Chuang (2021, https://arxiv.org/abs/1911.00068), calibrated to the counts
 * of the labels. The classifier is confident of a class when it gives it at least the probability that it gives to
 * samples of that label on average.
 */
export function confidentJoint(seen: OutOfFold): ConfidentJoint {
  const { labels, classes } = seen;
  const thresholds = confidentThresholds(seen);
  const counts = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  const offDiagonal: number[] = [];
  for (let sample = 0; sample < labels.length; sample++) {
    const guess = confidentClass(seen, sample, thresholds);
    const label = labels[sample] as number;
    if (guess === undefined) continue;
    const row = counts[label] as number[];
    add(row, guess, 1);
    if (guess !== label) offDiagonal.push(sample);
  }
  for (const [index, row] of counts.entries()) row[index] = Math.max(row[index] as number, 1);
  return { counts: calibrated(counts, labelCounts(seen)), offDiagonal };
}

/** How many samples have each label. */
export function labelCounts({ labels, classes }: OutOfFold): number[] {
  const counts = Array<number>(classes).fill(0);
  for (let sample = 0; sample < labels.length; sample++) add(counts, labels[sample] as number, 1);
  return counts;
}

function confidentThresholds(seen: OutOfFold): number[] {
  const sums = Array<number>(seen.classes).fill(0);
  for (let sample = 0; sample < seen.labels.length; sample++) {
    const label = seen.labels[sample] as number;
    add(sums, label, seen.probabilities[sample * seen.classes + label] as number);
  }
  // Nobody can be confident of a class without samples.
  return labelCounts(seen).map((count, label) =>
    count === 0 ? 2 : Math.max((sums[label] as number) / count, 2 * TOLERANCE),
  );
}

/** The only class that reaches its threshold, or the most probable one where several do. */
function confidentClass(
  { probabilities, classes }: OutOfFold,
  sample: number,
  thresholds: readonly number[],
): number | undefined {
  const row = Array.from({ length: classes }, (_, label) => probabilities[sample * classes + label] as number);
  const confident = row.flatMap((value, label) => (value >= (thresholds[label] as number) - TOLERANCE ? [label] : []));
  return confident.length > 1 ? row.indexOf(Math.max(...row)) : confident[0];
}

/** Scales each row to the count of its label. */
function calibrated(counts: readonly number[][], labels: readonly number[]): number[][] {
  const scaled = counts.map((row, label) => {
    const total = row.reduce((sum, value) => sum + value, 0);
    return row.map((value) => (value / total) * (labels[label] as number));
  });
  const wanted = labels.reduce((sum, count) => sum + count, 0);
  const total = scaled.flat().reduce((sum, value) => sum + value, 0);
  return scaled.map((row) => roundedKeepingSum(row.map((value) => (value / total) * wanted)));
}

/** Rounds to whole numbers with the same sum: those whose rounding was the greatest error give way. */
export function roundedKeepingSum(values: readonly number[]): number[] {
  const rounded = values.map(roundHalfToEven);
  const wanted = roundHalfToEven(values.reduce((sum, value) => sum + value, 0));
  const missing = wanted - rounded.reduce((sum, value) => sum + value, 0);
  const order = values
    .map((value, index) => ({ index, error: value - (rounded[index] as number) }))
    .sort((left, right) => left.error - right.error);
  if (missing > 0) order.reverse();
  for (const { index } of order.slice(0, Math.abs(missing))) add(rounded, index, Math.sign(missing));
  return rounded;
}

function add(values: number[], index: number, value: number): void {
  values[index] = (values[index] as number) + value;
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
