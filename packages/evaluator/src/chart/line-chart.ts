import { markup, type Markup } from '../markup/markup.ts';
import { axes, type AxesSpec } from './axes.ts';
import { round, type Drawing } from './drawing.ts';

export interface Series {
  readonly name: string;
  readonly tone: 'blue' | 'vermillion' | 'green' | 'muted' | 'guide';
  readonly points: readonly (readonly [number, number])[];
  /** Of each point's y: an upright stroke. */
  readonly intervals?: readonly (readonly [number, number])[] | undefined;
  /** A line (the default), a line with a dot at each point, or dots alone. */
  readonly mark?: 'line' | 'dotted' | 'dots';
}

export interface LineChartSpec extends AxesSpec {
  readonly label: string;
  readonly series: readonly Series[];
  /** An upright line with a name: the best epoch. */
  readonly marker?: { readonly x: number; readonly name: string };
}

/** Lines over two axes. */
export function lineChart(spec: LineChartSpec): Drawing {
  const { x, y, top, bottom, content } = axes(spec);
  const [left, right] = x.domain.map(x) as [number, number];
  const lines = spec.series.map(({ name, tone, points, intervals = [], mark = 'line' }) => {
    const places = points.map((point) => [round(x(point[0])), round(y(point[1]))]);
    const isMany = mark === 'dots' && points.length > 60;
    const line =
      mark === 'dots'
        ? undefined
        : markup`<polyline class="line ${tone}"
          points="${places.map((place) => place.join(',')).join(' ')}"><title>${name}</title></polyline>`;
    const strokes = intervals.map(([low, high], index) => {
      const place = places[index]?.[0];
      return markup`<line class="line ${tone}" opacity="0.4" x1="${place}" x2="${place}" y1="${round(y(low))}"
        y2="${round(y(high))}"/>`;
    });
    const dots =
      mark === 'line'
        ? []
        : places.map(
            ([cx, cy], index) =>
              markup`<circle class="dot${isMany ? ' small' : ''} fill-${tone}" cx="${cx}" cy="${cy}"
                r="${isMany ? 2 : mark === 'dots' ? 4.5 : 3.5}"><title>${hintOf(name, points[index])}</title></circle>`,
          );
    return markup`${line}${strokes}${dots}`;
  });
  // Lines are clipped to the plot, with room for half a dot.
  const room = spec.series.some(({ mark = 'line' }) => mark !== 'line') ? 5 : 1;
  const width = right - left + 2 * room;
  const height = bottom - top + 2 * room;
  return {
    width: spec.width,
    height: spec.height,
    label: spec.label,
    content: markup`${content}${marker(spec, x, top, bottom)}<svg x="${left - room}" y="${top - room}" width="${width}"
      height="${height}" viewBox="${left - room} ${top - room} ${width} ${height}">${lines}</svg>`,
  };
}

function hintOf(name: string, point: readonly [number, number] | undefined): string {
  return point ? `${name}: ${Number(point[1].toPrecision(4))} at ${Number(point[0].toPrecision(4))}` : name;
}

function marker(spec: LineChartSpec, x: (value: number) => number, top: number, bottom: number): Markup | undefined {
  if (!spec.marker) return undefined;
  const place = round(x(spec.marker.x));
  const isRight = place > spec.width * 0.6;
  return markup`<line class="guide" x1="${place}" x2="${place}" y1="${top}" y2="${bottom}"/><text
    class="${isRight ? 'end' : 'start'}" x="${place + (isRight ? -6 : 6)}"
    y="${round((top + bottom) / 2)}">${spec.marker.name}</text>`;
}
