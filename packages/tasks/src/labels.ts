import { didYouMean, sortedByCodePoints } from '@sightline/contracts';
import { TaskError } from './errors.ts';

/** The indices of labels by name. */
export class LabelIndex {
  readonly labels: readonly string[];
  readonly #indices: ReadonlyMap<string, number>;

  constructor(labels: readonly string[]) {
    this.labels = labels;
    this.#indices = new Map(labels.map((label, index) => [label, index]));
  }

  /** @throws TaskError `tasks/unknown-label` naming the sample */
  of(label: string, sample: string): number {
    const index = this.#indices.get(label);
    if (index !== undefined) return index;
    throw new TaskError(
      'tasks/unknown-label',
      `${sample} has the label "${label}", which no training sample has.${didYouMean(label, this.labels)} ` +
        `Known: ${this.labels.join(', ')}. Train on samples with this label, or leave them out of the other splits.`,
    );
  }
}

/** The labels that occur, sorted by code points, and how often each does. */
export function countLabels(given: Iterable<string>): { labels: string[]; counts: number[] } {
  const counts = new Map<string, number>();
  for (const label of given) counts.set(label, (counts.get(label) ?? 0) + 1);
  const labels = sortedByCodePoints(counts.keys(), (label) => label);
  return { labels, counts: labels.map((label) => counts.get(label) as number) };
}
