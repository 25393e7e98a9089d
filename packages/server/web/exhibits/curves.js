// @ts-check
import { element, svg } from '../dom.js';

const WIDTH = 520;
const HEIGHT = 300;
const MARGIN = { left: 68, right: 12, top: 10, bottom: 44 };
/** What is drawn beyond the axes is cut off, but for half of a line or a point. */
const OVERHANG = 5;
const PLOT = {
  x: MARGIN.left - OVERHANG,
  y: MARGIN.top - OVERHANG,
  width: WIDTH - MARGIN.left - MARGIN.right + 2 * OVERHANG,
  height: HEIGHT - MARGIN.top - MARGIN.bottom + 2 * OVERHANG,
};
/** With more named lines than this, colours repeat. */
const TONES = 3;

/**
 * Lines and points over two axes, with a legend of those that stand out.
 *
 * @param {import('./exhibits.js').Curves} exhibit
 */
export function curves(exhibit) {
  const { title, note, series } = exhibit;
  const named = series.filter(({ style }) => style === 'line' || style === 'points');
  const legend = named.flatMap(({ name }, place) => [
    element('span', { class: `key tone-${place % TONES}` }),
    `${name} `,
  ]);
  return [
    element('h3', {}, title),
    element('p', { class: 'legend aside' }, ...legend),
    chart(exhibit, named),
    ...(note ? [element('p', { class: 'aside' }, note)] : []),
  ];
}

/**
 * @param {import('./exhibits.js').Curves} exhibit
 * @param {import('./exhibits.js').Series[]} named
 */
function chart({ title, x, y, series }, named) {
  const across = scale(x.domain, [MARGIN.left, WIDTH - MARGIN.right]);
  const up = scale(y.domain, [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const bottom = HEIGHT - MARGIN.bottom;
  const grid = ticks(y.domain).flatMap(({ value, text }) => [
    svg('line', { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: up(value), y2: up(value), class: 'grid' }),
    svg('text', { x: MARGIN.left - 8, y: up(value) + 4, 'text-anchor': 'end' }, text),
  ]);
  const below = ticks(x.domain).map(({ value, text }) =>
    svg('text', { x: across(value), y: bottom + 18, 'text-anchor': 'middle' }, text),
  );
  const middle = (MARGIN.left + WIDTH - MARGIN.right) / 2;
  const axes = [
    svg('text', { x: middle, y: HEIGHT - 6, 'text-anchor': 'middle' }, x.label),
    svg('text', { transform: `translate(12 ${bottom / 2}) rotate(-90)`, 'text-anchor': 'middle' }, y.label),
  ];
  const lines = series.flatMap((each) => drawn(each, named.indexOf(each), across, up));
  const viewBox = `${PLOT.x} ${PLOT.y} ${PLOT.width} ${PLOT.height}`;
  const plot = svg('svg', { ...PLOT, viewBox }, ...lines);
  const ends = named.map(({ name, points }) => `${name} ${Number((points.at(-1)?.[1] ?? 0).toPrecision(4))}`);
  return svg(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': `${title}: at the end ${ends.join(', ')}`,
      class: 'chart',
    },
    ...grid,
    ...below,
    ...axes,
    plot,
  );
}

/**
 * A line, or points with their intervals.
 *
 * @param {import('./exhibits.js').Series} series
 * @param {number} place among those that stand out
 * @param {(value: number) => number} across
 * @param {(value: number) => number} up
 */
function drawn({ name, points, intervals = [], style }, place, across, up) {
  const look = style === 'line' || style === 'points' ? `tone-${place % TONES}` : style;
  const places = points.map(([x, y]) => [across(x).toFixed(1), up(y).toFixed(1)]);
  if (style !== 'points') {
    const line = svg('polyline', { points: places.map((at) => at.join(',')).join(' '), class: `line ${look}` });
    line.append(svg('title', {}, name));
    return [line];
  }
  const strokes = intervals.map(([low, high], index) =>
    svg('line', {
      x1: places[index]?.[0] ?? 0,
      x2: places[index]?.[0] ?? 0,
      y1: up(low),
      y2: up(high),
      class: `line interval ${look}`,
    }),
  );
  return [
    ...strokes,
    ...places.map(([cx, cy]) =>
      svg('circle', { cx: cx ?? 0, cy: cy ?? 0, r: points.length > 60 ? 2 : 4, class: `dot ${look}` }),
    ),
  ];
}

/**
 * A linear map of a domain to a range.
 *
 * @param {[number, number]} domain
 * @param {[number, number]} range
 */
function scale([low, high], [from, to]) {
  return (/** @type {number} */ value) => from + ((value - low) / (high - low || 1)) * (to - from);
}

/**
 * Three to six round numbers within a range, all with as many decimals.
 *
 * @param {[number, number]} domain
 */
function ticks([low, high]) {
  const rough = Math.max(high - low, 1e-9) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const value = (first + index) * step;
    return { value, text: value.toFixed(decimals) };
  });
}
