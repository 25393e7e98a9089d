import { formatValue, type Table } from '@sightline/contracts';
import { csv } from '@sightline/contracts/csv';
import { markup } from '../markup/markup.ts';
import { table as htmlTable } from '../markup/table.ts';
import type { ExhibitKind } from './exhibit-kind.ts';

type Cell = Table['rows'][number][number];

/** A table; as CSV, its numbers are not rounded. */
export const table: ExhibitKind<'table'> = {
  layout: 'beside',
  show: ({ title, note, columns, rows, foot }) => {
    const shown = (row: readonly Cell[]) => row.map((cell, place) => textOf(cell, columns[place]?.unit));
    const isNumber = columns.map((_, place) => rows.some((row) => typeof row[place] === 'number'));
    const content =
      rows.length === 0
        ? markup`<p class="note">None.</p>`
        : htmlTable({
            columns: columns.map(({ name }, place) => ({ name, isNumber: isNumber[place] === true })),
            rows: rows.map(shown),
            ...(foot && { foot: shown(foot) }),
          });
    return markup`<div><h3>${title}</h3>${note && markup`<p class="note">${note}</p>`}${content}</div>`;
  },
  file: ({ columns, rows, foot }) => ({
    extension: 'csv',
    text: csv(
      columns.map(({ name }) => name),
      [...rows, ...(foot ? [foot] : [])].map((row) => row.map((cell) => cell ?? '')),
    ),
  }),
};

function textOf(cell: Cell, unit: string | undefined): string {
  if (cell === null) return '–';
  return typeof cell === 'number' ? formatValue(cell, unit) : cell;
}
