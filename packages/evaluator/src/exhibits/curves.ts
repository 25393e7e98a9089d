import type { Curves } from '@sightline/contracts';
import { type Drawing, inlineSvg, svgFile } from '../chart/drawing.ts';
import { lineChart, type Series } from '../chart/line-chart.ts';
import { shorten } from '../chart/shorten.ts';
import { markup } from '../markup/markup.ts';
import type { ExhibitKind } from './exhibit-kind.ts';

type Given = Curves['series'][number];

const TONES = ['blue', 'vermillion', 'green'] as const;
const IN_PAGE = { width: 340, height: 330 };
const IN_FILE = { width: 480, height: 400 };

/** A chart of lines and points. */
export const curves: ExhibitKind<'curves'> = {
  layout: 'charts',
  show: (exhibit) =>
    markup`<div>${inlineSvg(draw(exhibit, IN_PAGE))}${
      exhibit.note &&
      markup`<p
      class="note">${exhibit.note}</p>`
    }</div>`,
  file: (exhibit) => ({ extension: 'svg', text: svgFile(draw(exhibit, IN_FILE)) }),
};

function draw({ title, note, x, y, series }: Curves, size: { width: number; height: number }): Drawing {
  const named = series.filter(({ style }) => style === 'line' || style === 'points');
  const drawn = series.map((each) => ({ ...each, ...lookOf(each, named.indexOf(each)) }));
  return lineChart({
    ...size,
    title,
    label: note ? `${title}. ${note}` : title,
    x,
    y,
    series: drawn,
    legend: drawn
      .filter((each) => named.some(({ name }) => name === each.name))
      .map(({ name, tone }) => ({ name: shorten(name, 36), tone })),
  });
}

function lookOf({ style }: Given, place: number): Pick<Series, 'tone' | 'mark'> {
  if (style === 'guide') return { tone: 'guide', mark: 'line' };
  if (style === 'context') return { tone: 'muted', mark: 'line' };
  return { tone: TONES[place % TONES.length] as (typeof TONES)[number], mark: style === 'points' ? 'dots' : 'line' };
}
