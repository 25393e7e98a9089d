import { sortedByCodePoints } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { groupBy } from '../numbers/group-by.ts';
import { settleLabels } from './labels/settle-labels.ts';
import { withoutRepeats } from './repeats.ts';
import { pathRefusal, twinFinder } from './files/safe-path.ts';
import type { RefusedItem, SampleItem, SourceItem, SourceListing } from './source.ts';

/** A box may reach out of the image; numbers beyond this are not fractions. */
const MOST_FRACTION = 2;
/** How many reasons a message gives. */
const REASONS = 3;

/**
 * Sorts what a reader found and settles the labels (see `settleLabels`). Of items with the same id the first is kept if
 * all agree, otherwise none (see `withoutRepeats`).
 *
 * @param path the source's, for messages
 * @throws IngestError `ingest/empty-source`, or `ingest/single-class` when all items have the same label and nothing
 * else to be learnt
 */
export function listingOf(path: string, found: Iterable<SourceItem>, close?: () => Promise<void>): SourceListing {
  const { items, labels } = settleLabels(withoutRepeats(sortedByCodePoints(found, ({ id }) => id)));
  const usable = items.filter((item) => 'read' in item);
  if (usable.length === 0) {
    const why = whySetAside(items);
    throw new IngestError('ingest/empty-source', `The source ${path} holds no usable samples. ${why}`.trim());
  }
  const isClassified = usable.every((item) => item.label !== undefined && !item.boxes && !item.labels && !item.values);
  if (isClassified && labels.length === 1) {
    throw singleClass(path, labels[0] as string, 'samples', whySetAside(items));
  }
  return { labels, items, ...(close && { close }) };
}

/**
 * {@link listingOf} items whose ids are paths of files: those that do not mean one file on every machine are set aside
 * (see `pathRefusal` and `twinFinder`).
 *
 * @throws IngestError as {@link listingOf}
 */
export function listingOfFiles(path: string, found: readonly SourceItem[]): SourceListing {
  const twin = twinFinder();
  const checked = found.map((item): SourceItem => {
    if ('refusal' in item) return item;
    const { id, label } = item;
    const refusal = pathRefusal(id) ?? twin(id);
    return refusal ? { id, ...(label !== undefined && { label }), refusal } : item;
  });
  return listingOf(path, checked);
}

type Unlabelled = Omit<SampleItem, 'label'> & { label?: string | undefined };

/**
 * A sample whose label may be missing; without labels, values and boxes it is then set aside. So it is with a box that
 * cannot be what its source means: not finite, of a negative size, or in pixels where fractions are expected.
 */
export function labelled({ label, ...item }: Unlabelled): SourceItem {
  const detail = item.boxes && problemOf(item.boxes);
  if (detail !== undefined) return { id: item.id, refusal: { reason: 'invalid-annotation', detail } };
  if (label !== undefined) return { ...item, label };
  if (item.labels || item.values || item.boxes) return item;
  return {
    id: item.id,
    refusal: {
      reason: 'missing-label',
      detail: 'It has neither a label nor labels, values or boxes. Give it one of them.',
    },
  };
}

/**
 * The error that a source has only one class.
 *
 * @param what what to add for another class: `samples`
 */
export function singleClass(path: string, label: string, what: string, why = ''): IngestError {
  return new IngestError(
    'ingest/single-class',
    (
      `The source ${path} holds one class only, "${label}". A classifier needs two or more: add ${what} of each ` +
      `other class. ${why}`
    ).trim(),
  );
}

/** How many items were set aside and why, the most frequent reasons first; empty where none was. */
export function whySetAside(items: readonly SourceItem[]): string {
  const refused = items.filter((item) => 'refusal' in item);
  if (refused.length === 0) return '';
  const byReason = [...groupBy(refused, ({ refusal }) => reasonIn(refusal))].sort(
    ([, one], [, other]) => other.length - one.length,
  );
  const reasons = byReason
    .slice(0, REASONS)
    .map(([reason, members]) => `${members.length} (${members[0]?.id}): ${reason}`);
  const more = byReason.length > REASONS ? ` And ${byReason.length - REASONS} other reasons.` : '';
  return `Set aside: ${reasons.join(' ')}${more}`;
}

/** Names that are not those of images count as one reason, whatever they are. */
function reasonIn({ reason, detail }: RefusedItem['refusal']): string {
  return reason === 'not-an-image' ? detail.replace(/^The name of .* is not/, 'The name is not') : detail;
}

/** Why boxes cannot be what their source means, or nothing. */
function problemOf({ unit, boxes }: NonNullable<SampleItem['boxes']>): string | undefined {
  for (const { label, x, y, width, height } of boxes) {
    const numbers = [x, y, width, height];
    const box = `A box has the label "${label}" and x, y, width and height of ${numbers.join(', ')}`;
    if (label === '' || !numbers.every(Number.isFinite))
      return `${box}; the label must not be empty, the numbers must be finite.`;
    if (width < 0 || height < 0) return `${box}; width and height are from 0. Are its corners in this order?`;
    if (unit === 'fraction' && numbers.some((number) => Math.abs(number) > MOST_FRACTION))
      return `${box}; fractions of the image's width and height are expected. Are these pixels?`;
  }
  return undefined;
}
