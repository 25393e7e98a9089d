import type { ClassResult, SplitName } from '@sightline/contracts';

/** The widest 95 % interval with which a recall counts as known: 9 samples if all are recognized, 39 if half are. */
const WIDEST = 0.3;
const LISTED = 5;

/** Whether a class has samples enough to say how well it is recognized. */
export function isJudged({ recall }: ClassResult): boolean {
  return recall !== undefined && recall.interval[1] - recall.interval[0] <= WIDEST;
}

/** What makes the figures of classes uncertain, in a sentence; none where each has samples enough. */
export function warningsOf(classes: readonly ClassResult[], split: SplitName): string[] {
  const few = classes.filter((one) => !isJudged(one)).toSorted((one, other) => one.samples - other.samples);
  if (few.length === 0) return [];
  const listed = few.slice(0, LISTED).map(({ name, samples }) => `"${name}" (${samples})`);
  const more = few.length > LISTED ? `, and ${few.length - LISTED} more` : '';
  return [
    `${few.length} of ${classes.length} classes ${few.length === 1 ? 'has' : 'have'} too few ${split} samples to be ` +
      `judged: ${listed.join(', ')}${more}. The 95 % interval of a recall may be ${WIDEST} wide at most: that ` +
      'takes 9 samples if all are recognized, 39 if half are.',
  ];
}
