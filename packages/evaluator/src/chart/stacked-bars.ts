import { markup, type Markup } from '../markup/markup.ts';
import { round, type Drawing } from './drawing.ts';
import { shorten } from './shorten.ts';

export interface StackedBarsSpec {
  readonly label: string;
  readonly parts: readonly { readonly name: string; readonly tone: 'blue' | 'vermillion' | 'green' }[];
  /** One bar per row: a value for each part. */
  readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly width: number;
}

/** Horizontal bars, each of parts end to end, the sum written behind it. */
export function stackedBars(spec: StackedBarsSpec): Drawing {
  const height = spec.rows.length > 30 ? 12 : 22;
  const left = 16 + 7 * Math.max(...spec.rows.map(({ name }) => shorten(name, 20).length));
  const top = 28;
  const most = Math.max(1, ...spec.rows.map(({ values }) => sum(values)));
  const scale = (spec.width - left - 56) / most;
  const rows = spec.rows.map(({ name, values }, index) => {
    const y = top + index * height;
    const total = sum(values);
    const bars = values.map((value, part) => {
      const x = left + scale * sum(values.slice(0, part));
      const { tone, name: partName } = spec.parts[part] as StackedBarsSpec['parts'][number];
      return markup`<rect class="fill-${tone}" x="${round(x)}" y="${y + 2}"
        width="${round(Math.max(0, value * scale - 1))}"
        height="${height - 6}"><title>${name}, ${partName}: ${value}</title></rect>`;
    });
    const baseline = y + height / 2 + 3;
    return markup`<text class="end ink" x="${left - 8}" y="${baseline}">${shorten(name, 20)}</text>${bars}<text
      x="${round(left + total * scale + 6)}" y="${baseline}">${total.toLocaleString('en')}</text>`;
  });
  return {
    width: spec.width,
    height: top + spec.rows.length * height,
    label: spec.label,
    content: markup`${legend(spec, left)}${rows}`,
  };
}

function legend({ parts }: StackedBarsSpec, left: number): Markup[] {
  let x = left;
  return parts.map(({ name, tone }) => {
    const place = x;
    x += 36 + 7 * name.length;
    return markup`<rect class="fill-${tone}" x="${place}" y="4" width="11" height="11" rx="2"/><text x="${place + 17}"
      y="14">${name}</text>`;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
