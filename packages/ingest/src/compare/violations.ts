import { classesOf, type DatasetComparison, type InferredSchema, type Sample } from '@sightline/contracts';

type Violation = DatasetComparison['violations'][number];

/**
 * Where samples break the schema of an earlier version: classes that are new or lost, boxes of other classes, and
 * boxes, groups or times that all samples had.
 */
export function violationsOf(schema: InferredSchema, samples: readonly Sample[]): Violation[] {
  const classes = new Set(samples.flatMap(classesOf));
  const boxClasses = new Set(samples.flatMap(({ boxes }) => classesOf({ boxes })));
  const newClasses = beyond(classes, schema.labels);
  const without = (kind: Violation['kind'], isMissing: (sample: Sample) => boolean): Violation[] => {
    const missing = samples.filter(isMissing);
    const what = kind.replace('lost-', '');
    return missing
      .slice(0, 1)
      .map(({ id }) => ({ kind, detail: `${missing.length} samples have no ${what}, for example ${id}.` }));
  };
  return [
    ...newClasses.map((label) => ({
      kind: 'new-class' as const,
      detail: `Class "${label}" is new.`,
    })),
    ...beyond(new Set(schema.labels), [...classes]).map((label) => ({
      kind: 'lost-class' as const,
      detail: `Class "${label}" has no samples any more.`,
    })),
    ...(schema.boxes.presence === 'none' ? [] : beyond(boxClasses, [...schema.boxes.labels, ...newClasses])).map(
      (label) => ({
        kind: 'new-box-class' as const,
        detail: `Boxes of class "${label}" are new.`,
      }),
    ),
    ...(schema.boxes.presence === 'all' ? without('lost-boxes', ({ boxes }) => !boxes) : []),
    ...(schema.groups === 'all' ? without('lost-groups', ({ group }) => group === undefined) : []),
    ...(schema.times === 'all' ? without('lost-times', ({ time }) => time === undefined) : []),
  ];
}

function beyond(labels: ReadonlySet<string>, known: readonly string[]): string[] {
  return [...labels].filter((label) => !known.includes(label));
}
