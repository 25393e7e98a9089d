// @ts-check
// One bar per name, as long as its fraction.
import { element } from '../dom.js';

/** With more names than this only those of the greatest fractions are shown. */
const MOST_BARS = 12;

/**
 * @param {Record<string, number>} fractions by name
 * @param {readonly string[]} best names that stand out
 */
export function bars(fractions, best) {
  const rows = Object.entries(fractions);
  const shown = rows.length > MOST_BARS ? rows.toSorted(([, a], [, b]) => b - a).slice(0, MOST_BARS) : rows;
  return element('ol', { class: 'bars' }, ...shown.map(([name, fraction]) => bar(name, fraction, best.includes(name))));
}

/**
 * @param {string} name
 * @param {number} fraction
 * @param {boolean} isBest
 */
function bar(name, fraction, isBest) {
  const filled = element('span', { class: 'bar' });
  // As an attribute the page's policy would refuse it.
  filled.style.setProperty('--fraction', String(fraction));
  return element(
    'li',
    isBest ? { class: 'best' } : {},
    element('span', { class: 'name' }, name),
    filled,
    element('span', { class: 'value' }, percent(fraction)),
  );
}

/** @param {number} fraction 0.25 is "25.0 %" */
export function percent(fraction) {
  return `${(fraction * 100).toFixed(1)} %`;
}
