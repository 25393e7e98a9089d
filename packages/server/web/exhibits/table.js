// @ts-check
import { element } from '../dom.js';
import { numberText } from '../number-text.js';

/**
 * A table: numbers by the unit of their column, a dash for what was not measured.
 *
 * @param {import('./exhibits.js').Table} exhibit
 */
export function table({ title, note, columns, rows, foot }) {
  /** @param {import('./exhibits.js').Cell[]} cells */
  const line = (cells) =>
    element(
      'tr',
      {},
      ...cells.map((cell, place) => {
        const text = typeof cell === 'number' ? numberText(cell, columns[place]?.unit) : (cell ?? '–');
        if (place === 0) return element('th', { scope: 'row' }, text);
        return element('td', typeof cell === 'string' ? {} : { class: 'number' }, text);
      }),
    );
  const isNumber = (/** @type {number} */ place) => rows.some((row) => typeof row[place] === 'number');
  const head = columns.map(({ name }, place) =>
    element('th', isNumber(place) ? { scope: 'col', class: 'number' } : { scope: 'col' }, name),
  );
  const content =
    rows.length === 0
      ? element('p', { class: 'aside' }, 'None.')
      : element(
          'div',
          { class: 'scroll' },
          element(
            'table',
            { class: 'table' },
            element('caption', { class: 'visually-hidden' }, title),
            element('thead', {}, element('tr', {}, ...head)),
            element('tbody', {}, ...rows.map(line)),
            ...(foot ? [element('tfoot', {}, line(foot))] : []),
          ),
        );
  return [element('h3', {}, title), ...(note ? [element('p', { class: 'aside' }, note)] : []), content];
}
