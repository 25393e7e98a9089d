// @ts-check
// Numbers and names as text, as everywhere in Sightline (format-figure.ts of @sightline/contracts).

/** @type {Record<string, string>} */
const ACRONYMS = { auc: 'AUC', f1: 'F1', iou: 'IoU', r2: 'R²', roc: 'ROC' };

/**
 * `macroF1` → "Macro F1".
 *
 * @param {string} name in camel case
 */
export function titleOf(name) {
  const words = name
    .split(/(?<=[a-z0-9])(?=[A-Z][a-z0-9])|(?<=[A-Za-z][a-z])(?=\d)/)
    .map((word) => ACRONYMS[word.toLowerCase()] ?? word.toLowerCase())
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A `fraction` in per cent, a `count` whole, others with four decimals and their unit.
 *
 * @param {number} value
 * @param {string} [unit]
 */
export function numberText(value, unit) {
  if (unit === 'fraction') return `${(value * 100).toFixed(2)}\u00a0%`;
  if (unit === 'count') return value.toLocaleString('en-US');
  const text = value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(2) : value.toFixed(4);
  return unit === undefined ? text : `${text}\u00a0${unit}`;
}
