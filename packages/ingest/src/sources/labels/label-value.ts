import { isUtf8 } from 'node:buffer';
import { parseJson } from '../text/parse-json.ts';

/** What a value says of a label: its text, nothing where it is absent, or what is wrong with it. */
export type LabelValue = { label?: string } | { problem: string };

const ONE_HOT =
  'A one-hot row: write the number of the class that is 1. Several classes for one image are its `labels`.';
/** `0 1 0`, `[0, 1]`: what is left of a list where a cell is text. */
const NUMBERS = /^[[(]?\s*[+-]?[\d.]+(\s*[,;\s]\s*[+-]?[\d.]+)+\s*[\])]?$/;
/** What Python, pandas, Excel and R write where a value is missing; a class may well be called `none` or `NA`. */
const MISSING = /^(nan|nat|<na>|#n\/a)$/i;
const LIST = /^\[.*\]$/s;
const LINES = /^.*[\r\n].*$/s;

/**
 * Reads a label as a table, a JSON text or a record has it: text, or one whole number. A list of one value counts as
 * that value, NaN as an empty cell, also where it is text.
 */
export function labelValue(value: unknown): LabelValue {
  if (value === null || value === undefined || Number.isNaN(value)) return {};
  if (value instanceof Uint8Array) {
    if (!isUtf8(value)) return { problem: 'is not UTF-8. Save it as UTF-8.' };
    return labelValue(Buffer.from(value).toString());
  }
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const list = Array.from(value as ArrayLike<unknown>);
    if (list.length > 1) return { problem: `has ${list.length} values; one is allowed. ${ONE_HOT}` };
    return labelValue(list[0]);
  }
  if (typeof value === 'object') return { problem: 'must be text or a whole number (received an object).' };
  if (typeof value === 'number' && !Number.isInteger(value))
    return { problem: `must be text or a whole number from 0 (received ${value}).` };
  const text = typeof value === 'string' ? value.trim() : `${value as number | bigint | boolean}`;
  const [numbers] = NUMBERS.exec(text) ?? LIST.exec(text) ?? LINES.exec(text) ?? [];
  if (numbers !== undefined)
    return { problem: `must be one value (received ${JSON.stringify(numbers.slice(0, 40))}). ${ONE_HOT}` };
  return text === '' || MISSING.test(text) ? {} : { label: text };
}

/** What a value says of several labels: their texts, nothing where it is absent, or what is wrong with it. */
export type LabelsValue = { labels?: string[] } | { problem: string };

/**
 * Reads labels as a table, a JSON text or a record has them: a list, JSON text of one, or text separated by semicolons
 * or bars.
 * Empty text is an empty list: nothing is there.
 */
export function labelsValue(value: unknown): LabelsValue {
  if (value === null || value === undefined || Number.isNaN(value)) return {};
  const list = listIn(value);
  if ('problem' in list) return list;
  const labels: string[] = [];
  for (const each of list.items) {
    const read = labelValue(each);
    if ('problem' in read) return { problem: `has a label that ${read.problem}` };
    if (read.label === undefined) return { problem: 'has an empty label among others.' };
    labels.push(read.label);
  }
  return { labels };
}

function listIn(value: unknown): { items: unknown[] } | { problem: string } {
  if (Array.isArray(value)) return { items: value };
  if (value instanceof Uint8Array) {
    return isUtf8(value) ? listIn(Buffer.from(value).toString()) : { problem: 'is not UTF-8. Save it as UTF-8.' };
  }
  if (typeof value === 'object') return { problem: 'must be a list of labels (received an object).' };
  const text = `${value as string | number | bigint | boolean}`.trim();
  if (text === '') return { items: [] };
  if (!LIST.test(text)) return textList(text);
  try {
    const parsed: unknown = parseJson(text);
    if (Array.isArray(parsed)) return { items: parsed };
  } catch {
    // Reported below.
  }
  return { problem: `must be a JSON list, or labels separated by semicolons (received ${text.slice(0, 40)}).` };
}

/** A comma may separate labels, or be in one. */
function textList(text: string): { items: string[] } | { problem: string } {
  const items = text.split(/[;|]/);
  if (items.length > 1 || !text.includes(',')) return { items };
  return {
    problem: `must be a JSON list, or labels separated by semicolons (received ${JSON.stringify(text.slice(0, 40))}).`,
  };
}

/**
 * The label of a class that is given by its number, where the names of the classes are known; other labels are
 * themselves.
 */
export function nameClass(label: string, names: readonly string[]): LabelValue {
  if (names.length === 0 || !/^-?\d+(\.0+)?$/.test(label)) return { label };
  const name = names[Number(label)];
  if (name !== undefined) return { label: name };
  return { problem: `is class ${label}; there are names for the classes 0 to ${names.length - 1}.` };
}

/** {@link nameClass} of each of several labels. */
export function nameClasses(labels: readonly string[], names: readonly string[]): LabelsValue {
  const named = labels.map((label) => nameClass(label, names));
  const wrong = named.find((each) => 'problem' in each);
  if (wrong && 'problem' in wrong) return wrong;
  return {
    labels: named.map((each, index) => ('label' in each ? each.label : undefined) ?? (labels[index] as string)),
  };
}
