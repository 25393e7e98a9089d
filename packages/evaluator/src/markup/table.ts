import { markup, type Markup } from './markup.ts';

type Cell = string | number | Markup;

export interface TableSpec {
  readonly caption?: string;
  /** Columns of numbers are set flush right. */
  readonly columns: readonly { readonly name: string; readonly isNumber?: boolean }[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Cell[])[];
  readonly foot?: readonly Cell[];
}

/** A table with headings for rows and columns. */
export function table({ caption, columns, rows, foot }: TableSpec): Markup {
  const classOf = (index: number) => (columns[index]?.isNumber ? 'number' : 'text');
  const line = (cells: readonly Cell[]) =>
    markup`<tr>${cells.map((cell, index) =>
      index === 0
        ? markup`<th scope="row">${cell}</th>`
        : markup`<td
      class="${classOf(index)}">${cell}</td>`,
    )}</tr>`;
  return markup`<div class="scroll"><table>${caption && markup`<caption>${caption}</caption>`}
<thead><tr>${columns.map(
    ({ name }, index) => markup`<th scope="col"
  class="${classOf(index)}">${name}</th>`,
  )}</tr></thead>
<tbody>${rows.map(line)}</tbody>${foot && markup`<tfoot>${line(foot)}</tfoot>`}</table></div>`;
}
