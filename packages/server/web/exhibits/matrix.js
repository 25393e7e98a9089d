// @ts-check
import { element } from '../dom.js';
import { numberText } from '../number-text.js';

/**
 * A matrix of counts, shaded by their fraction of the row. Where rows and columns have the same names, what lies off
 * the diagonal is a mistake: orange, and shaded stronger than its fraction.
 *
 * @param {import('./exhibits.js').Matrix} exhibit
 */
export function matrix({ title, note, rows, columns, counts }) {
  const agrees = rows.names.join('\n') === columns.names.join('\n');
  const head = columns.names.map((name) => element('th', { scope: 'col' }, name));
  const body = counts.map((row, down) => {
    const sum = row.reduce((total, count) => total + count, 0);
    const cells = row.map((count, across) => {
      const fraction = sum > 0 ? count / sum : 0;
      const right = !agrees || down === across;
      const place = `${rows.label} ${rows.names[down]}, ${columns.label} ${columns.names[across]}`;
      const cell = element(
        'td',
        {
          title: `${place}: ${count} of ${sum} (${numberText(fraction, 'fraction')})`,
          class: right ? `right${fraction > 0.5 ? ' strong' : ''}` : 'wrong',
        },
        count > 0 ? String(count) : '',
      );
      cell.style.setProperty('--fraction', String(right ? fraction : Math.cbrt(fraction)));
      return cell;
    });
    return element('tr', {}, element('th', { scope: 'row' }, rows.names[down] ?? ''), ...cells);
  });
  const how = `Rows: ${rows.label}. Columns: ${columns.label}. Counts, shaded by their fraction of the row.`;
  const mistakes = agrees ? ' Off the diagonal they are orange, and shaded stronger.' : '';
  return [
    element('h3', {}, title),
    element('p', { class: 'aside' }, `${note ? `${note} ` : ''}${how}${mistakes}`),
    element(
      'div',
      { class: 'scroll' },
      element(
        'table',
        { class: 'matrix' },
        element('caption', { class: 'visually-hidden' }, `${title}: rows ${rows.label}, columns ${columns.label}`),
        element('thead', {}, element('tr', {}, element('td', {}), ...head)),
        element('tbody', {}, ...body),
      ),
    ),
  ];
}
