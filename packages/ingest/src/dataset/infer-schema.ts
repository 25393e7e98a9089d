import { type AnnotationPresence, type InferredSchema, type Sample, sortedByCodePoints } from '@sightline/contracts';

/**
 * What to expect of a later version's samples: their classes, whether they have boxes, groups and times, and the
 * classes of their boxes.
 */
export function inferSchema(samples: readonly Sample[], labels: readonly string[]): InferredSchema {
  const presenceOf = (has: (sample: Sample) => boolean): AnnotationPresence => {
    const count = samples.filter(has).length;
    return count === 0 ? 'none' : count < samples.length ? 'some' : 'all';
  };
  const boxLabels = new Set(samples.flatMap(({ boxes = [] }) => boxes.map(({ label }) => label)));
  return {
    labels: [...labels],
    boxes: {
      presence: presenceOf(({ boxes }) => boxes !== undefined),
      labels: sortedByCodePoints(boxLabels, (label) => label),
    },
    groups: presenceOf(({ group }) => group !== undefined),
    times: presenceOf(({ time }) => time !== undefined),
  };
}
