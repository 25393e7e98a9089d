import { markup, trusted, type Markup } from '../markup/markup.ts';
import { CHART_STYLE } from './style.ts';

/**
 * A picture in SVG units (CSS pixels), without its `<svg>` element; `label` says what it shows to those who do not see
 * it.
 */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly content: Markup | readonly Markup[];
}

/** The picture for a page that has {@link CHART_STYLE}; it shrinks with its container. */
export function inlineSvg(drawing: Drawing): Markup {
  return markup`<svg class="chart" role="img" aria-label="${drawing.label}"
    viewBox="0 0 ${drawing.width} ${drawing.height}" width="${drawing.width}">${drawing.content}</svg>`;
}

/** The picture as the text of a standalone .svg file, with background and style. */
export function svgFile(drawing: Drawing, padding = 16): string {
  const width = drawing.width + 2 * padding;
  const height = drawing.height + 2 * padding;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="${drawing.label}"
    viewBox="${-padding} ${-padding} ${width} ${height}" width="${width}"
    height="${height}"><style>${trusted(CHART_STYLE)}</style><rect class="paper" x="${-padding}" y="${-padding}"
    width="${width}" height="${height}"/>${drawing.content}</svg>
`.source;
}

/** Several pictures in a row. */
export function sideBySide(drawings: readonly Drawing[], gap = 24): Drawing {
  let x = -gap;
  const content = drawings.map((drawing) => {
    const left = x + gap;
    x = left + drawing.width;
    return markup`<g transform="translate(${left} 0)">${drawing.content}</g>`;
  });
  return {
    width: x,
    height: Math.max(...drawings.map((drawing) => drawing.height)),
    label: drawings.map((drawing) => drawing.label).join(' '),
    content,
  };
}

/** A coordinate as short as a picture needs it. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
