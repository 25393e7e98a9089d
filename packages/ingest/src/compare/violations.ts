import type { DatasetComparison, Sample } from '@sightline/contracts';

/** Where samples break what those of an earlier version let expect: the classes, the classes of boxes, and whether there are boxes. */
export function violationsOf(before: readonly Sample[], after: readonly Sample[]): DatasetComparison['violations'] {
  const classes = (samples: readonly Sample[]) => new Set(samples.map(({ label }) => label));
  const boxClasses = (samples: readonly Sample[]) =>
    new Set(samples.flatMap(({ boxes = [] }) => boxes.map(({ label }) => label)));
  const lost = before.some(({ boxes }) => boxes) ? after.filter(({ boxes }) => !boxes) : [];
  return [
    ...without(classes(after), classes(before)).map((label) => ({
      kind: 'new-class' as const,
      detail: `Class "${label}" is new.`,
    })),
    ...without(classes(before), classes(after)).map((label) => ({
      kind: 'lost-class' as const,
      detail: `Class "${label}" has no samples any more.`,
    })),
    ...(before.some(({ boxes }) => boxes) ? without(boxClasses(after), boxClasses(before)) : []).map((label) => ({
      kind: 'new-box-class' as const,
      detail: `Boxes of class "${label}" are new.`,
    })),
    ...lost.slice(0, 1).map(({ id }) => ({
      kind: 'lost-boxes' as const,
      detail: `${lost.length} samples tell of no boxes, ${id} for one.`,
    })),
  ];
}

function without(labels: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...labels].filter((label) => !others.has(label));
}
