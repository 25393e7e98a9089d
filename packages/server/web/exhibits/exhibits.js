// @ts-check
// How each kind of exhibit is shown. None knows a task.
import { curves } from './curves.js';
import { gallery } from './gallery.js';
import { matrix } from './matrix.js';
import { table } from './table.js';

/**
 * Exhibits as `evaluation.json` has them.
 *
 * @typedef {{ name: string, title: string, note?: string }} Titled
 * @typedef {{ label: string, names: string[] }} Names
 * @typedef {Titled & { kind: 'matrix', rows: Names, columns: Names, counts: number[][] }} Matrix
 * @typedef {{ label: string, domain: [number, number] }} Axis
 * @typedef {{ name: string, points: [number, number][], intervals?: [number, number][], style: 'line' | 'points' |
 * 'context' | 'guide' }} Series
 * @typedef {Titled & { kind: 'curves', x: Axis, y: Axis, series: Series[] }} Curves
 * @typedef {string | number | null} Cell
 * @typedef {Titled & { kind: 'table', columns: { name: string, unit?: string }[], rows: Cell[][], foot?: Cell[] }}
 * Table
 * @typedef {Titled & { kind: 'gallery', items: { sample: string, caption: string, detail?: string }[] }} Gallery
 * @typedef {Matrix | Curves | Table | Gallery} Exhibit
 */

/**
 * @type {{ matrix: (exhibit: Matrix) => Node[], curves: (exhibit: Curves) => Node[], table: (exhibit: Table) => Node[],
 * gallery: (exhibit: Gallery) => Node[] }}
 */
const kinds = { matrix, curves, table, gallery };

/**
 * Draws an exhibit of any kind.
 *
 * @param {Exhibit} exhibit
 * @returns {Node[]} the content of its card
 */
export function show(exhibit) {
  const draw = /** @type {(exhibit: Exhibit) => Node[]} */ (kinds[exhibit.kind]);
  return draw(exhibit);
}
