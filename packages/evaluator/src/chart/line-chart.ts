import { markup, type Markup } from '../markup.ts';
import { axes, type AxesSpec } from './axes.ts';
import { round, type Drawing } from './drawing.ts';

export interface Series {
  readonly name: string;
  readonly tone: 'blue' | 'vermillion' | 'green' | 'muted';
  readonly points: readonly (readonly [number, number])[];
  /** Whether each point is shown as a dot on the line. */
  readonly isDotted?: boolean;
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
  const lines = spec.series.map(({ name, tone, points, isDotted }) => {
    const places = points.map((point) => [round(x(point[0])), round(y(point[1]))]);
    const dots = isDotted
      ? places.map(([cx, cy]) => markup`<circle class="dot fill-${tone}" cx="${cx}" cy="${cy}" r="3.5"/>`)
      : [];
    return markup`<polyline class="line ${tone}" points="${places.map((place) => place.join(',')).join(' ')}"><title>${name}</title></polyline>${dots}`;
  });
  // Lines are clipped to the plot, with room for half a dot.
  const room = spec.series.some(({ isDotted }) => isDotted) ? 5 : 1;
  const width = right - left + 2 * room;
  const height = bottom - top + 2 * room;
  return {
    width: spec.width,
    height: spec.height,
    label: spec.label,
    content: markup`${content}${marker(spec, x, top, bottom)}<svg x="${left - room}" y="${top - room}" width="${width}" height="${height}" viewBox="${left - room} ${top - room} ${width} ${height}">${lines}</svg>`,
  };
}

function marker(spec: LineChartSpec, x: (value: number) => number, top: number, bottom: number): Markup | undefined {
  if (!spec.marker) return undefined;
  const place = round(x(spec.marker.x));
  const isRight = place > spec.width * 0.6;
  return markup`<line class="guide" x1="${place}" x2="${place}" y1="${top}" y2="${bottom}"/><text class="${isRight ? 'end' : 'start'}" x="${place + (isRight ? -6 : 6)}" y="${round((top + bottom) / 2)}">${spec.marker.name}</text>`;
}
