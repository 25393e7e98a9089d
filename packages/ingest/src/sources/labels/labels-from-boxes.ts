import { type Box, type Source, sortedByCodePoints } from '@sightline/contracts';
import type { SampleItem, SourceListing } from '../source.ts';
import { classesOfItem } from './settle-labels.ts';

/** Which classes a source takes from boxes. */
type Rule = NonNullable<Extract<Source, { kind: 'coco' }>['labels']>;

/** The label of an image that is known to hold no object. */
const BACKGROUND = 'background';

/** What a sample of boxes is annotated with by each rule. */
const rules: { readonly [Name in Rule]: (boxes: readonly Box[]) => Pick<SampleItem, 'label' | 'labels'> } = {
  'dominant-box': (boxes) => ({ label: dominantLabel(boxes) }),
  'box-classes': (boxes) => ({ labels: sortedByCodePoints(new Set(boxes.map(({ label }) => label)), (name) => name) }),
};

/** A listing whose samples get classes from their boxes, where they have boxes and no classes as a whole. */
export function labelsFromBoxes(listing: SourceListing, rule: Rule): SourceListing {
  const items = listing.items.map((item) =>
    'read' in item && item.boxes && item.label === undefined && !item.labels
      ? { ...item, ...rules[rule](item.boxes.boxes) }
      : item,
  );
  const labels = new Set(items.flatMap((item) => ('read' in item ? classesOfItem(item) : [])));
  return { ...listing, items, labels: sortedByCodePoints(labels, (label) => label) };
}

/** The label whose boxes cover the largest area, the first by code points among equals. */
function dominantLabel(boxes: readonly Box[]): string {
  const areas = new Map<string, number>();
  for (const { label, width, height } of boxes) areas.set(label, (areas.get(label) ?? 0) + width * height);
  const [first, ...others] = sortedByCodePoints(areas, ([label]) => label);
  if (!first) return BACKGROUND;
  return others.reduce((best, next) => (next[1] > best[1] ? next : best), first)[0];
}
