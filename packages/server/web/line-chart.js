// @ts-check
import { svg } from './dom.js';

const WIDTH = 520;
const HEIGHT = 240;
const MARGIN = { left: 68, right: 12, top: 30, bottom: 28 };

/**
 * A small line chart of a training and a validation series over the epochs.
 *
 * @param {string} title
 * @param {number[]} epochs
 * @param {{ train: number[], validation: number[] }} series
 * @param {(value: number) => string} format
 */
export function lineChart(title, epochs, series, format) {
  const values = [...series.train, ...series.validation];
  const ticks = niceTicks(Math.min(...values), Math.max(...values));
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const [first, last] = [epochs[0] ?? 1, epochs.at(-1) ?? 1];
  /** @param {number} epoch */
  const x = (epoch) =>
    MARGIN.left + ((epoch - first) / Math.max(1, last - first)) * (WIDTH - MARGIN.left - MARGIN.right);
  /** @param {number} value */
  const y = (value) => HEIGHT - MARGIN.bottom - ((value - low) / (high - low)) * (HEIGHT - MARGIN.top - MARGIN.bottom);

  const grid = ticks.flatMap((tick) => [
    svg('line', { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y(tick), y2: y(tick), class: 'grid' }),
    svg('text', { x: MARGIN.left - 8, y: y(tick) + 4, 'text-anchor': 'end' }, format(tick)),
  ]);
  const step = Math.ceil(epochs.length / 8);
  const below = epochs
    .filter((_, index) => index % step === 0)
    .map((epoch) => svg('text', { x: x(epoch), y: HEIGHT - 6, 'text-anchor': 'middle' }, String(epoch)));
  const lines = /** @type {const} */ (['train', 'validation']).flatMap((name) => {
    const points = series[name].map((value, index) => `${x(epochs[index] ?? 0).toFixed(1)},${y(value).toFixed(1)}`);
    const end = points.at(-1)?.split(',') ?? [];
    return [
      svg('polyline', { points: points.join(' '), class: `line ${name}` }),
      svg('circle', { cx: end[0] ?? 0, cy: end[1] ?? 0, r: 3.5, class: `dot ${name}` }),
    ];
  });
  const latest = `${title}: training ${format(series.train.at(-1) ?? 0)}, validation ${format(series.validation.at(-1) ?? 0)} after ${epochs.length} epochs`;
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': latest, class: 'chart' },
    svg('text', { x: MARGIN.left, y: 14, class: 'title' }, title),
    ...grid,
    ...below,
    ...lines,
  );
}

/**
 * Three to six round numbers that enclose a range.
 *
 * @param {number} low
 * @param {number} high
 */
function niceTicks(low, high) {
  const rough = Math.max(high - low, 1e-6) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const start = Math.floor(low / step);
  const end = Math.max(start + 1, Math.ceil(high / step));
  return Array.from({ length: end - start + 1 }, (_, index) => (start + index) * step);
}
