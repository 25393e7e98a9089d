// @ts-check
import { table } from './table.js';

/**
 * Samples as a list: a model comes without the data that it was made of, so there are no pictures here. The report of
 * its run has them.
 *
 * @param {import('./exhibits.js').Gallery} exhibit
 */
export function gallery({ items, ...exhibit }) {
  return table({
    ...exhibit,
    kind: 'table',
    columns: [{ name: 'Sample' }, { name: '' }, { name: '' }],
    rows: items.map(({ sample, caption, detail = '' }) => [sample, caption, detail]),
  });
}
