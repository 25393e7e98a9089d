import { classOf } from './labels/settle-labels.ts';
import type { SampleItem, SourceItem } from './source.ts';

/** How many rivals a message names. */
const NAMED = 3;

/**
 * Keeps one item per id. Of equal ones the first is kept, without a split where they are in several; of those that are
 * annotated differently none is, since nobody knows which is right.
 *
 * @param items sorted by their ids
 * @returns as many, those that are not kept set aside
 */
export function withoutRepeats(items: readonly SourceItem[]): SourceItem[] {
  const all: SourceItem[] = [];
  for (let start = 0; start < items.length;) {
    let end = start + 1;
    while (end < items.length && items[end]?.id === items[start]?.id) end++;
    if (end - start === 1) all.push(items[start] as SourceItem);
    else all.push(...oneOf(items.slice(start, end)));
    start = end;
  }
  return all;
}

function oneOf(rivals: readonly SourceItem[]): SourceItem[] {
  const usable = rivals.filter((item) => 'read' in item);
  const [first] = usable;
  if (!first) return rivals.map((item, index) => (index === 0 ? item : repeated(item)));
  const forms = new Map(usable.map((item) => [formOf(item), item]));
  if (forms.size > 1) {
    const named = [...forms.values()].slice(0, NAMED).map(described).join(', ');
    const more = forms.size > NAMED ? ` and ${forms.size - NAMED} more` : '';
    const detail = `The source lists it ${usable.length} times, as ${named}${more}. Which is right?`;
    return rivals.map((item) => ('read' in item ? refused(item, 'conflicting-duplicate', detail) : item));
  }
  const { split, ...unsplit } = first;
  const kept = usable.every((item) => item.split === split) ? first : unsplit;
  return rivals.map((item) => ('refusal' in item ? item : item === first ? kept : repeated(item)));
}

/** What an item is annotated with, as text. */
function formOf({ label, labels, values, boxes }: SampleItem): string {
  const named = boxes?.boxes.map((box) => ({ ...box, label: classOf(box.label) }));
  const several = labels && [...new Set(labels.map(classOf))].sort();
  return JSON.stringify([label === undefined ? null : classOf(label), several, values, boxes?.unit, named]);
}

function described({ label, labels, values, boxes }: SampleItem): string {
  if (label !== undefined) return JSON.stringify(label.slice(0, 40));
  if (labels) return JSON.stringify(labels).slice(0, 80);
  if (values) return JSON.stringify(values).slice(0, 80);
  const count = boxes?.boxes.length ?? 0;
  const [box] = boxes?.boxes ?? [];
  const example = box ? ` (${[JSON.stringify(box.label), box.x, box.y, box.width, box.height].join(' ')})` : '';
  return `${count} ${count === 1 ? 'box' : 'boxes'}${example}`;
}

function repeated(item: SourceItem): SourceItem {
  return refused(item, 'duplicate-id', 'The source lists it more than once; the first was kept.');
}

function refused(
  { id, label }: SourceItem,
  reason: 'duplicate-id' | 'conflicting-duplicate',
  detail: string,
): SourceItem {
  return { id, ...(label !== undefined && { label }), refusal: { reason, detail } };
}
