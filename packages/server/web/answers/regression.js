// @ts-check
// One or several numbers.
import { element } from '../dom.js';
import { numberText } from '../number-text.js';
import { headline } from './headline.js';

/** @param {{ values: Record<string, number> }} answer */
export function regression({ values }) {
  const [first, ...others] = Object.entries(values).map(([name, value]) => ({ name, text: numberText(value) }));
  const rows = others.flatMap(({ name, text }) => [element('dt', {}, name), element('dd', {}, text)]);
  return {
    top: headline(first?.text ?? '–', first?.name ?? ''),
    rest: rows.length > 0 ? [element('dl', { class: 'values' }, ...rows)] : [],
  };
}
