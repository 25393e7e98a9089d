// @ts-check
// What stands out in an answer.
import { element } from '../dom.js';

/**
 * @param {string} text
 * @param {string} note
 */
export function headline(text, note) {
  return [element('p', { id: 'top-label' }, text), element('p', { id: 'top-probability' }, note)];
}
