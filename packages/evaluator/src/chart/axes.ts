import { markup, type Markup } from '../markup/markup.ts';
import { round } from './drawing.ts';
import { linearScale, tickLabels, ticks, type Scale } from './scale.ts';

export interface AxesSpec {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  /** What each line is, shown under the title. */
  readonly legend: readonly { readonly name: string; readonly tone: string }[];
}

interface AxisSpec {
  /** Left out where the title says it. */
  readonly label?: string;
  readonly domain: readonly [number, number];
  /** About how many ticks; whole numbers only if `whole`. */
  readonly ticks?: number;
  readonly whole?: boolean;
}

export interface Axes {
  readonly x: Scale;
  readonly y: Scale;
  readonly top: number;
  readonly bottom: number;
  readonly content: Markup;
}

/** From one row of the legend to the next. */
const ROW = 18;
const MARGIN = { top: 52, right: 16, bottom: 42, left: 54 };

/** The title, grid, ticks and labels of a chart, and the scales to draw on it with. */
export function axes(spec: AxesSpec): Axes {
  const left = MARGIN.left;
  const right = spec.width - MARGIN.right;
  const legend = legendOf(spec, left, right);
  const top = MARGIN.top + ROW * (legend.rows - 1);
  const bottom = spec.height - MARGIN.bottom;
  const x = linearScale(spec.x.domain, [left, right]);
  const y = linearScale(spec.y.domain, [bottom, top]);
  const xTicks = ticks(spec.x.domain, spec.x.ticks).filter((tick) => !spec.x.whole || Number.isInteger(tick));
  const yTicks = ticks(spec.y.domain, spec.y.ticks);
  const xLabels = tickLabels(xTicks);
  const yLabels = tickLabels(yTicks);
  const middle = (top + bottom) / 2;
  const content = markup`
    <text class="title" x="${left}" y="14">${spec.title}</text>${legend.content}
    ${yTicks.map(
      (tick, index) => markup`<line class="rule" x1="${left}" x2="${right}" y1="${round(y(tick))}"
      y2="${round(y(tick))}"/><text class="end" x="${left - 8}" y="${round(y(tick) + 4)}">${yLabels[index]}</text>`,
    )}
    <line class="base" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
    ${xTicks.map(
      (tick, index) => markup`<line class="base" x1="${round(x(tick))}" x2="${round(x(tick))}"
      y1="${bottom}" y2="${bottom + 4}"/><text class="middle" x="${round(x(tick))}"
      y="${bottom + 17}">${xLabels[index]}</text>`,
    )}
    <text class="middle" x="${(left + right) / 2}" y="${bottom + 36}">${spec.x.label}</text>
    ${
      spec.y.label &&
      markup`<text class="middle"
      transform="translate(11 ${middle}) rotate(-90)">${spec.y.label}</text>`
    }`;
  return { x, y, top, bottom, content };
}

/** Names side by side, in as many rows as it takes. */
function legendOf(spec: AxesSpec, left: number, right: number): { rows: number; content: Markup[] } {
  let x = left;
  let row = 0;
  const content = spec.legend.map(({ name, tone }) => {
    const width = 22 + 6 * name.length;
    if (x > left && x + width > right) {
      x = left;
      row++;
    }
    const [line, y] = [x, 30 + ROW * row];
    x += width + 20;
    return markup`<line class="line ${tone}" x1="${line}" x2="${line + 16}" y1="${y}" y2="${y}"/><text x="${line + 22}"
      y="${y + 4}">${name}</text>`;
  });
  return { rows: row + 1, content };
}
