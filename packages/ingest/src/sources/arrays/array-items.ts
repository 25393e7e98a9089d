import type { SplitName, RawImage } from '@sightline/contracts';
import { nameClass } from '../labels/label-value.ts';
import type { SourceItem } from '../source.ts';

/** Images of one array with a label each. */
export interface ArraySet {
  /** Ids are `name/00000042`. */
  name: string;
  /** Numbers of classes, or their names. */
  labels: readonly (number | string)[];
  split?: SplitName | undefined;
  read(index: number): Promise<RawImage>;
}

/** The samples of some arrays, their classes by their names where these are known. */
export function arrayItems(sets: readonly ArraySet[], names: readonly string[] = []): SourceItem[] {
  return sets.flatMap(({ name, labels, split, read }) =>
    labels.map((given, index): SourceItem => {
      const id = `${name}/${String(index).padStart(8, '0')}`;
      const named = nameClass(String(given), names);
      if ('problem' in named)
        return { id, refusal: { reason: 'invalid-annotation', detail: `Its label ${named.problem}` } };
      return { id, label: named.label ?? '', ...(split && { split }), read: () => read(index) };
    }),
  );
}
