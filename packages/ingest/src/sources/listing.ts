import type { Box } from '@sightline/contracts';
import { sortedByCodePoints } from '../code-points.ts';
import { IngestError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { pathRefusal, twinFinder } from './safe-path.ts';
import type { RefusedItem, SampleItem, SourceItem, SourceListing } from './source.ts';

/** The label of an image that is known to hold no object. */
const BACKGROUND = 'background';
/** How many are told in a message. */
const REASONS = 3;

/**
 * Orders what a reader found and derives the labels. Of items with one id the first stays, the others are set aside.
 *
 * @param path the source's, for messages
 * @throws IngestError `ingest/empty-source`, or `ingest/single-class` when there is one label and no item has boxes
 */
export function listingOf(path: string, found: Iterable<SourceItem>, close?: () => Promise<void>): SourceListing {
  const items = sortedByCodePoints(found, ({ id }) => id).map((item, index, all) =>
    all[index - 1]?.id === item.id ? repeated(item) : item,
  );
  const usable = items.filter((item) => 'read' in item);
  const labels = sortedByCodePoints(new Set(usable.map(({ label }) => label)), (label) => label);
  if (usable.length === 0) {
    const why = whySetAside(items);
    throw new IngestError('ingest/empty-source', `The source ${path} holds no usable samples. ${why}`.trim());
  }
  if (labels.length === 1 && !usable.some(({ boxes }) => boxes)) {
    throw singleClass(path, labels[0] as string, 'samples', whySetAside(items));
  }
  return { labels, items, ...(close && { close }) };
}

/**
 * {@link listingOf} items whose ids are paths of files: those that do not mean one file on every machine are set aside (see `pathRefusal` and `twinFinder`).
 *
 * @throws IngestError as {@link listingOf}
 */
export function listingOfFiles(path: string, found: readonly SourceItem[]): SourceListing {
  const twin = twinFinder();
  const vetted = found.map((item): SourceItem => {
    if ('refusal' in item) return item;
    const { id, label } = item;
    const refusal = pathRefusal(id) ?? twin(id);
    return refusal ? { id, label, refusal } : item;
  });
  return listingOf(path, vetted);
}

/**
 * A sample whose label may be missing: it is then the label whose boxes cover most, {@link BACKGROUND} when there are none; without boxes the sample is set aside.
 * So it is with a box that no index could hold.
 */
export function labelled({ label, ...item }: Omit<SampleItem, 'label'> & { label?: string | undefined }): SourceItem {
  const wrong = item.boxes?.boxes.find((box) => !isStorable(box));
  if (wrong) {
    const numbers = [wrong.x, wrong.y, wrong.width, wrong.height].join(', ');
    const detail = `A box has the label "${wrong.label}" and x, y, width and height of ${numbers}; the label must not be empty, the numbers must be finite.`;
    return { id: item.id, refusal: { reason: 'invalid-annotation', detail } };
  }
  const known = label ?? (item.boxes && dominantLabel(item.boxes.boxes));
  if (known !== undefined) return { ...item, label: known };
  return {
    id: item.id,
    refusal: { reason: 'missing-label', detail: 'It has neither a label nor boxes. Give it one.' },
  };
}

/** @param what what to add for another class: `samples` */
export function singleClass(path: string, label: string, what: string, why = ''): IngestError {
  return new IngestError(
    'ingest/single-class',
    `The source ${path} holds one class only, "${label}". A classifier needs two or more: add ${what} of each other class. ${why}`.trim(),
  );
}

/** How many items were set aside and why, the reasons that most have first; empty where none was. */
export function whySetAside(items: readonly SourceItem[]): string {
  const refused = items.filter((item) => 'refusal' in item);
  if (refused.length === 0) return '';
  const byReason = [...groupBy(refused, ({ refusal }) => reasonIn(refusal))].sort(
    ([, one], [, other]) => other.length - one.length,
  );
  const told = byReason
    .slice(0, REASONS)
    .map(([reason, members]) => `${members.length} (${members[0]?.id}): ${reason}`);
  const more = byReason.length > REASONS ? ` And ${byReason.length - REASONS} other reasons.` : '';
  return `Set aside: ${told.join(' ')}${more}`;
}

/** Files with names of another kind are of one reason, whatever their names. */
function reasonIn({ reason, detail }: RefusedItem['refusal']): string {
  return reason === 'not-an-image' ? detail.replace(/^The name of .* is not/, 'The name is not') : detail;
}

function isStorable({ label, x, y, width, height }: Box): boolean {
  return label !== '' && [x, y, width, height].every(Number.isFinite);
}

/** The label whose boxes cover the largest area, the first by code points among equals. */
function dominantLabel(boxes: readonly Box[]): string {
  const areas = new Map<string, number>();
  for (const { label, width, height } of boxes)
    areas.set(label, (areas.get(label) ?? 0) + Math.max(0, width) * Math.max(0, height));
  const [first, ...others] = sortedByCodePoints(areas, ([label]) => label);
  if (!first) return BACKGROUND;
  return others.reduce((best, next) => (next[1] > best[1] ? next : best), first)[0];
}

function repeated({ id, label }: SourceItem): SourceItem {
  const refusal = {
    reason: 'duplicate-id',
    detail: 'The source lists it more than once; the first was kept.',
  } as const;
  return { id, ...(label !== undefined && { label }), refusal };
}
