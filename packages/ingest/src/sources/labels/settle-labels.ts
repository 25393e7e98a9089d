import { classesOf, sortedByCodePoints } from '@sightline/contracts';
import type { RefusedItem, SampleItem, SourceItem } from '../source.ts';

/** A whole number as Python and pandas write it: `3`, or `3.0` in a column that has gaps. */
const WHOLE = /^(?<minus>-?)(?<digits>\d+)(\.0+)?$/;
/** The same beside labels that are text; of those below zero only what means "unknown". */
const PLAIN = /^(?:(?<digits>0|[1-9]\d*)|(?<minus>-)(?<one>1))$/;
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;
/** What is not seen and has no meaning in a name: spaces of no width, marks of direction, soft hyphens. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

type Refusal = RefusedItem['refusal'];
type Settled = { label: string } | { refusal: Refusal };

/**
 * Gives labels their one form, whatever the source: no space around and single plain ones within, nothing that is not
 * seen, accents composed (NFC), and whole numbers padded with zeros, so that their order as text is that of the
 * numbers. A sample with a label that cannot be one is set aside.
 *
 * @param declared labels beside those of the samples
 */
export function settleLabels(
  items: readonly SourceItem[],
  declared: readonly string[] = [],
): { items: SourceItem[]; labels: string[] } {
  const rule = ruleFor(givenLabels(items, declared));
  const settled = items.map((item) => settleItem(item, rule));
  const labels = new Set<string>();
  for (const item of settled) if ('read' in item) for (const label of classesOfItem(item)) labels.add(label);
  for (const given of declared) {
    const result = rule(given);
    if ('label' in result) labels.add(result.label);
  }
  return { items: settled, labels: sortedByCodePoints(labels, (label) => label) };
}

/** The classes of a sample: of its boxes where it has no others. */
export function classesOfItem({ boxes, ...item }: Pick<SampleItem, 'label' | 'labels' | 'boxes'>): readonly string[] {
  return classesOf({ ...item, boxes: boxes?.boxes });
}

/** All labels that a sample has, as a whole and of its boxes. */
function labelsOf({ label, labels = [], boxes }: SampleItem): string[] {
  return [...(label === undefined ? [] : [label]), ...labels, ...(boxes?.boxes ?? []).map((box) => box.label)];
}

function givenLabels(items: readonly SourceItem[], declared: readonly string[]): Set<string> {
  const given = new Set(declared);
  for (const item of items) {
    if ('read' in item) for (const label of labelsOf(item)) given.add(label);
  }
  return given;
}

function ruleFor(given: ReadonlySet<string>): (label: string) => Settled {
  const texts = new Map(Array.from(given, (label) => [label, textOf(label)] as const));
  const allNumbers = [...texts.values()].every((text) => WHOLE.test(text));
  const number = allNumbers ? WHOLE : PLAIN;
  let width = 0;
  for (const text of texts.values()) width = Math.max(width, number.exec(text)?.groups?.['digits']?.length ?? 0);
  const settled = new Map(Array.from(texts, ([label, text]) => [label, settle(text, number, width)] as const));
  return (label) => settled.get(label) ?? { label };
}

/** What two labels that are one class have in common. */
export function classOf(label: string): string {
  const text = textOf(label);
  const { minus = '', digits } = WHOLE.exec(text)?.groups ?? {};
  return digits === undefined ? text : minus + withoutZeros(digits);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

function textOf(label: string): string {
  return label.replace(INVISIBLE, '').trim().replace(/\s+/g, ' ').normalize('NFC');
}

/** @param width digits of the longest number, zeros before it counted */
function settle(text: string, number: RegExp, width: number): Settled {
  const shown = JSON.stringify(text.slice(0, 40));
  if (text === '') return { refusal: { reason: 'missing-label', detail: 'Its label is empty. Give it one.' } };
  if (CONTROL_CHARACTER.test(text)) return invalid(`The label ${shown} holds a control character.`);
  if (text.includes('\ufffd'))
    return invalid(`The label ${shown} holds U+FFFD: it was once decoded as what it is not. Write it again.`);
  const { minus = '', one, digits = one } = number.exec(text)?.groups ?? {};
  if (digits === undefined) return { label: text };
  const significant = withoutZeros(digits);
  if (minus !== '' && significant !== '0')
    return invalid(
      `The label ${text}: classes are whole numbers from 0. Does it mean "unknown"? Leave the sample out.`,
    );
  return { label: significant.padStart(width, '0') };
}

function invalid(detail: string): Settled {
  return { refusal: { reason: 'invalid-annotation', detail } };
}

function settleItem(item: SourceItem, rule: (label: string) => Settled): SourceItem {
  if (!('read' in item)) {
    const result = item.label === undefined ? undefined : rule(item.label);
    return result && 'label' in result && result.label !== item.label ? { ...item, label: result.label } : item;
  }
  const refused = labelsOf(item)
    .map(rule)
    .find((result) => 'refusal' in result);
  if (refused && 'refusal' in refused) return { id: item.id, refusal: refused.refusal };
  const named = (label: string) => {
    const result = rule(label);
    return 'label' in result ? result.label : label;
  };
  const { label, labels, boxes } = item;
  return {
    ...item,
    ...(label !== undefined && { label: named(label) }),
    ...(labels && { labels: sortedByCodePoints(new Set(labels.map(named)), (each) => each) }),
    ...(boxes && { boxes: { ...boxes, boxes: boxes.boxes.map((box) => ({ ...box, label: named(box.label) })) } }),
  };
}
