// @ts-check
// What stands out in an answer.
import { element } from '../dom.js';

/**
 * @param {string} text
 * @param {string} note
 */
export function headline(text, note) {
  return [element('p', { id: 'answer-headline' }, text), element('p', { id: 'answer-note' }, note)];
}
