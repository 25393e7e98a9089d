import type { SplitName } from '@sightline/contracts';
import type { RawImage, SourceItem } from '../source.ts';

/** Images of one array with a label each. */
export interface ArraySet {
  /** Ids are `name/00000042`. */
  name: string;
  /** Numbers of classes, or their names. */
  labels: readonly (number | string)[];
  split?: SplitName | undefined;
  read(index: number): Promise<RawImage>;
}

/**
 * The samples of some arrays. A class that is a number is labelled by its name in `names`, or else in digits, padded so that their order as text is that of the numbers.
 */
export function arrayItems(sets: readonly ArraySet[], names: readonly string[] = []): SourceItem[] {
  let greatest = 0;
  for (const { labels } of sets)
    for (const label of labels) if (typeof label === 'number' && label > greatest) greatest = label;
  const digits = String(greatest).length;
  const labelOf = (label: number | string) =>
    typeof label === 'string' ? label : (names[label] ?? String(label).padStart(digits, '0'));
  return sets.flatMap(({ name, labels, split, read }) =>
    labels.map((label, index) => ({
      id: `${name}/${String(index).padStart(8, '0')}`,
      label: labelOf(label),
      ...(split && { split }),
      read: () => read(index),
    })),
  );
}
