import { confidentJoint, labelCounts, type OutOfFold, roundedKeepingSum, TOLERANCE } from './confident-joint.ts';

/** How sure the classifier is of the given label, by the names of the measures, each 0 (wrong) to 1. */
export const LABEL_QUALITY = {
  /** The probability of the given label. */
  selfConfidence: (seen: OutOfFold, sample: number): number => ofLabel(seen, sample),
  /** That less the probability of the best other class, brought to [0, 1]. */
  normalizedMargin: (seen: OutOfFold, sample: number): number =>
    (ofLabel(seen, sample) - bestOther(seen, sample) + 1) / 2,
} as const;

/** Ways to choose the samples whose label is wrong, by the confident joint. */
export const LABEL_ISSUE_FILTERS = {
  /** For each pair of label and class as many samples as the joint counts, by the margin between the two. */
  pruneByNoiseRate,
  /** For each label as many samples as the joint counts off the diagonal, the least self-confident ones. */
  pruneByClass,
  /** What both of these choose. */
  both(seen: OutOfFold): Set<number> {
    const other = pruneByClass(seen);
    return new Set([...pruneByNoiseRate(seen)].filter((sample) => other.has(sample)));
  },
  /** The samples that the joint counts off the diagonal. */
  confidentLearning: (seen: OutOfFold): Set<number> => new Set(confidentJoint(seen).offDiagonal),
} as const;

/** A sample whose label is likely wrong. */
export interface LabelIssue {
  /** Its place among the labels. */
  sample: number;
  /** Quality of the label, 0 to 1. */
  score: number;
  /** The most probable class. */
  suggested: number;
}

/**
 * Finds likely label errors by confident learning (Northcutt, Jiang and Chuang 2021), as cleanlab's `find_label_issues`
 * does, the worst first. The probabilities must be out of fold: of a model that has not seen the sample.
 *
 * @param labels class indices, `[n]`
 * @param probabilities row by row, `[n, classes]`
 * @throws RangeError when the shapes do not match, or a label is not a class
 */
export function findLabelIssues(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  {
    filterBy = 'pruneByNoiseRate',
    rankBy = 'selfConfidence',
  }: { filterBy?: keyof typeof LABEL_ISSUE_FILTERS; rankBy?: keyof typeof LABEL_QUALITY } = {},
): LabelIssue[] {
  const classes = probabilities.length / labels.length;
  if (!Number.isInteger(classes) || classes < 2) {
    throw new RangeError(
      `Received ${probabilities.length} probabilities for ${labels.length} labels. Allowed: one for each label and ` +
        'class, of two classes or more.',
    );
  }
  const stray = Array.from(labels).find((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (stray !== undefined) throw new RangeError(`Received the label ${stray}. Allowed: 0 to ${classes - 1}.`);
  const seen: OutOfFold = { labels, probabilities, classes };
  return [...LABEL_ISSUE_FILTERS[filterBy](seen)]
    .filter((sample) => bestOther(seen, sample) > ofLabel(seen, sample) + TOLERANCE)
    .sort((left, right) => left - right)
    .map((sample) => ({ sample, score: LABEL_QUALITY[rankBy](seen, sample), suggested: mostProbable(seen, sample) }))
    .sort((left, right) => left.score - right.score);
}

function pruneByNoiseRate(seen: OutOfFold): Set<number> {
  const counts = pruneCounts(seen);
  const chosen = new Set<number>();
  for (const [label, members] of membersOf(seen).entries()) {
    if (members.length <= 1) continue;
    for (let other = 0; other < seen.classes; other++) {
      if (other === label) continue;
      const margin = (sample: number) => of(seen, sample, other) - of(seen, sample, label);
      const order = [...members].sort((left, right) => margin(right) - margin(left));
      for (const sample of order.slice(0, counts[other]?.[label])) chosen.add(sample);
    }
  }
  return chosen;
}

function pruneByClass(seen: OutOfFold): Set<number> {
  const counts = pruneCounts(seen);
  const chosen = new Set<number>();
  for (const [label, members] of membersOf(seen).entries()) {
    if (members.length <= 1) continue;
    const order = [...members].sort((left, right) => ofLabel(seen, left) - ofLabel(seen, right));
    for (const sample of order.slice(0, members.length - (counts[label]?.[label] ?? 0))) chosen.add(sample);
  }
  return chosen;
}

/**
 * The confident joint, classes in rows and labels in columns, with at least one sample of each class left with its
 * label.
 */
function pruneCounts(seen: OutOfFold): number[][] {
  const joint = confidentJoint(seen).counts;
  const columns = joint.map((row, label) => {
    const kept = Math.max(row[label] as number, 1);
    const others = Math.max(row.filter((value) => value !== 0).length - 1, 1);
    const less = (kept - (row[label] as number)) / others;
    return row.map((value, index) => (index === label ? kept : Math.max(value - less, 0)));
  });
  return columns.map((_, index) => roundedKeepingSum(columns.map((column) => column[index] as number)));
}

function membersOf(seen: OutOfFold): number[][] {
  const members = labelCounts(seen).map((): number[] => []);
  for (let sample = 0; sample < seen.labels.length; sample++) members[seen.labels[sample] as number]?.push(sample);
  return members;
}

function of({ probabilities, classes }: OutOfFold, sample: number, label: number): number {
  return probabilities[sample * classes + label] as number;
}

function ofLabel(seen: OutOfFold, sample: number): number {
  return of(seen, sample, seen.labels[sample] as number);
}

function bestOther(seen: OutOfFold, sample: number): number {
  let best = 0;
  for (let label = 0; label < seen.classes; label++)
    if (label !== seen.labels[sample]) best = Math.max(best, of(seen, sample, label));
  return best;
}

function mostProbable(seen: OutOfFold, sample: number): number {
  let best = 0;
  for (let label = 1; label < seen.classes; label++) if (of(seen, sample, label) > of(seen, sample, best)) best = label;
  return best;
}
