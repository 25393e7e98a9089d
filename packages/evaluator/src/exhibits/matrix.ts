import { formatValue, type Matrix } from '@sightline/contracts';
import { type Drawing, inlineSvg, sideBySide, svgFile } from '../chart/drawing.ts';
import { heatMap } from '../chart/heat-map.ts';
import { markup } from '../markup/markup.ts';
import type { ExhibitKind } from './exhibit-kind.ts';

/** Two heat maps: counts, and per cent of each row. */
export const matrix: ExhibitKind<'matrix'> = {
  show: (exhibit) => markup`<h3>${exhibit.title}</h3>
<p class="note">${exhibit.note && `${exhibit.note} `}Shades follow the square root, so that single ones show.</p>
<div class="charts two">${drawings(exhibit).map(inlineSvg)}</div>`,
  file: (exhibit) => ({ extension: 'svg', text: svgFile(sideBySide(drawings(exhibit))) }),
};

function drawings({ title, rows, columns, counts }: Matrix): Drawing[] {
  const sums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const most = Math.max(1, ...counts.flat());
  const cells = (shadeOf: (count: number, sum: number) => number, textOf: (count: number, sum: number) => string) =>
    counts.map((row, down) =>
      row.map((count, across) => {
        const sum = sums[down] as number;
        const part = formatValue(sum === 0 ? 0 : count / sum, 'fraction');
        const place = `${rows.label} ${rows.names[down]}, ${columns.label} ${columns.names[across]}`;
        return {
          shade: count === 0 ? 0 : Math.sqrt(shadeOf(count, sum)),
          text: count === 0 ? '' : textOf(count, sum),
          hint: `${place}: ${count} of ${sum} (${part})`,
        };
      }),
    );
  return [
    heatMap({
      rows,
      columns,
      title: 'Counts',
      label: `${title}, counts.`,
      cells: cells((count) => count / most, String),
    }),
    heatMap({
      rows,
      columns,
      title: 'Per cent of each row',
      label: `${title}, per cent of each row.`,
      cells: cells(
        (count, sum) => count / sum,
        (count, sum) => (count === sum ? '100' : ((100 * count) / sum).toFixed(1)),
      ),
    }),
  ];
}
