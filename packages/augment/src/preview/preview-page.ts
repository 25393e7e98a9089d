import sharp from 'sharp';
import { type Describe, describing } from './describe-operation.ts';
import { colourOf, type Painting } from './paint.ts';
import { type PaintedRow, paintRows } from './paint-rows.ts';
import { PREVIEW_STYLE } from './preview-style.ts';
import type { PreviewDraw, PreviewRow, PreviewSample } from './preview-rows.ts';

/** The head of a preview page. */
export interface PreviewHead {
  title: string;
  /** Name and value: the dataset, the seed, … */
  facts: readonly (readonly [name: string, value: string])[];
}

/** Of photographs, as WebP; enlarged pixels stay sharp in a PNG. */
const QUALITY = 88;

/**
 * Writes a page that shows samples and their augmented forms, with what was drawn for each. It needs nothing beside it,
 * runs no script and follows the reader's light or dark setting.
 *
 * @param rows at least one, see `drawPreview`
 */
export async function renderPreviewPage(rows: readonly PreviewRow[], { title, facts }: PreviewHead): Promise<string> {
  const describe = describing(rows.flatMap(({ draws }) => draws.flatMap(operationsOf)));
  const sections = await Promise.all((await paintRows(rows)).map((row) => sectionOf(row, describe)));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${PREVIEW_STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<dl>${facts.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

function operationsOf({ operations, mixing }: PreviewDraw) {
  return [...operations, ...mixing];
}

async function sectionOf(
  { row: { sample, draws }, original, draws: painted, isClip, isEnlarged }: PaintedRow,
  describe: Describe,
): Promise<string> {
  const name = sample.label ?? sample.id;
  const format = isEnlarged ? 'png' : 'webp';
  const forms = await Promise.all(
    draws.map(async (draw, index) => {
      const lines = linesOf(draw, describe);
      const alt = `${name}, epoch ${draw.epoch}: ${lines.join('; ')}`;
      const picture = await image(painted[index] as Painting, format, alt);
      const list = `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;
      const exact = operationsOf(draw).map((each) => JSON.stringify(each));
      return (
        `<figure title="${escaped(exact.join('\n'))}">${picture}<figcaption><b>epoch ` +
        `${draw.epoch}</b>${list}</figcaption></figure>`
      );
    }),
  );
  const label = sample.label === undefined ? '' : `${escaped(sample.label)} `;
  return `<section>
<h2>${label}<small>${escaped(sample.id)}</small>${legendOf(sample)}</h2>
<div class="${isClip ? 'strips' : 'forms'}" style="--columns: ${draws.length + 1}">
<figure>${await image(original, format, `${name}, original`)}<figcaption><b>original</b></figcaption></figure>
${forms.join('\n')}
</div>
</section>`;
}

/** The colours of what is marked. */
function legendOf({ frames }: PreviewSample): string {
  const labels = new Set(
    frames.flatMap(({ boxes = [], keypoints = [] }) => [...boxes, ...keypoints].map(({ label }) => label)),
  );
  return [...labels]
    .map((label) => ` <small><i style="background: rgb(${colourOf(label).join(' ')})"></i>${escaped(label)}</small>`)
    .join('');
}

/** What was done, a line each. */
function linesOf(draw: PreviewDraw, describe: Describe): string[] {
  const fractions = draw.fractions.map(([label, fraction]) => `${Math.round(fraction * 100)} % ${label}`).join(', ');
  const lines = [...operationsOf(draw).map(describe), ...(fractions === '' ? [] : [fractions])];
  return lines.length > 0 ? lines : ['unchanged'];
}

async function image({ pixels, width, height }: Painting, format: 'png' | 'webp', alt: string): Promise<string> {
  const raw = sharp(pixels, { raw: { width, height, channels: 3 } });
  const encoded = await (format === 'webp' ? raw.webp({ quality: QUALITY }) : raw.png()).toBuffer();
  const uri = `data:image/${format};base64,${encoded.toString('base64')}`;
  return `<img src="${uri}" width="${width}" height="${height}" alt="${escaped(alt)}">`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
