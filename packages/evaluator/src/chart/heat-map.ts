import { markup } from '../markup/markup.ts';
import { round, type Drawing } from './drawing.ts';
import { shorten } from './shorten.ts';

export interface HeatMapSpec {
  readonly title: string;
  readonly label: string;
  readonly rows: { readonly label: string; readonly names: readonly string[] };
  readonly columns: { readonly label: string; readonly names: readonly string[] };
  /**
   * `shade` from 0 (paper) to 1 (full blue); `text` stands in the cell where there is room, `hint` shows when pointed
   * at.
   */
  readonly cells: readonly (readonly { readonly shade: number; readonly text: string; readonly hint: string }[])[];
}

const SIDE = 400;
const TOP = 56;

/**
 * A matrix of shaded cells in one hue, rows down, columns across. Above 20 classes the cells' text is left to the hint.
 */
export function heatMap(spec: HeatMapSpec): Drawing {
  const cell = Math.max(8, SIDE / spec.columns.names.length);
  const longest = Math.max(...spec.rows.names.map((name) => shorten(name, 16).length));
  const left = 34 + 7 * longest;
  const width = left + cell * spec.columns.names.length;
  const isUpright = spec.columns.names.every((name) => shorten(name, 16).length * 7.5 < cell);
  const foot = isUpright ? 0 : 5.5 * Math.max(...spec.columns.names.map((name) => shorten(name, 16).length));
  const top = TOP + foot;
  const height = top + cell * spec.rows.names.length;
  const isReadable = cell >= 20;
  const nameStep = Math.ceil(11 / cell);
  const columns = spec.columns.names.map((name, index) => {
    const x = round(left + (index + 0.5) * cell);
    if (index % nameStep !== 0) return undefined;
    return isUpright
      ? markup`<text class="middle ink" x="${x}" y="${top - 8}">${name}</text>`
      : markup`<text class="ink" transform="translate(${x} ${top - 6}) rotate(-60)">${shorten(name, 16)}</text>`;
  });
  const rows = spec.rows.names.map((name, index) =>
    index % nameStep === 0
      ? markup`<text class="end ink" x="${left - 8}"
        y="${round(top + (index + 0.5) * cell + 4)}">${shorten(name, 16)}</text>`
      : undefined,
  );
  const gap = cell > 16 ? 1 : 0;
  const cells = spec.cells.map((row, i) =>
    row.map(({ shade, text, hint }, j) => {
      const x = left + j * cell;
      const y = top + i * cell;
      const tone = shade > 0.55 ? 'on-blue' : 'ink';
      const writing =
        isReadable && text
          ? markup`<text class="middle cell ${tone}" x="${round(x + cell / 2)}"
            y="${round(y + cell / 2 + 4)}">${text}</text>`
          : undefined;
      return markup`<g><title>${hint}</title><rect class="fill-blue" fill-opacity="${round(0.035 + 0.965 * shade)}"
        x="${round(x + gap)}" y="${round(y + gap)}" width="${round(cell - gap)}" height="${round(cell - gap)}"
        rx="${gap * 2}"/>${writing}</g>`;
    }),
  );
  return {
    width: round(width + (isUpright ? 0 : 48)),
    height: round(height),
    label: spec.label,
    content: markup`<text class="title" x="0" y="14">${spec.title}</text>
      <text class="middle" x="${round((left + width) / 2)}" y="34">${spec.columns.label}</text>
      <text class="middle" transform="translate(11 ${round((top + height) / 2)}) rotate(-90)">${spec.rows.label}</text>
      ${columns}${rows}${cells}`,
  };
}
