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

/** The samples of some arrays. */
export function arrayItems(sets: readonly ArraySet[], names: readonly string[] = []): SourceItem[] {
  const labelOf = classLabels(
    sets.map(({ labels }) => labels),
    names,
  );
  return sets.flatMap(({ name, labels, split, read }) =>
    labels.map((label, index) => ({
      id: `${name}/${String(index).padStart(8, '0')}`,
      label: labelOf(label),
      ...(split && { split }),
      read: () => read(index),
    })),
  );
}

/**
 * A function that labels classes. One that is a number is labelled by its name in `names`, or else in digits, padded so that their order as text is that of the numbers.
 *
 * @param labels all there are
 */
export function classLabels(
  labels: readonly (readonly (number | string)[])[],
  names: readonly string[],
): (label: number | string) => string {
  let greatest = 0;
  for (const list of labels)
    for (const label of list) if (typeof label === 'number' && label > greatest) greatest = label;
  const digits = String(greatest).length;
  return (label) => (typeof label === 'string' ? label : (names[label] ?? String(label).padStart(digits, '0')));
}
