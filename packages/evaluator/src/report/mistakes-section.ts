import { markup, type Markup } from '../markup.ts';
import { dataUri } from './data-uri.ts';
import { percent } from './format.ts';
import type { Mistake } from './mistakes.ts';
import type { ReportData } from './report-data.ts';

/** The mistakes the model was surest of, each with its picture. */
export function mistakesSection({ mistakes }: ReportData): Markup {
  const gallery = markup`<p class="note">The surest first: actual → predicted, and the probability the model gave it.</p>
<ul class="gallery">${mistakes.map(figure)}</ul>`;
  return markup`<section><h2>Mistakes</h2>${mistakes.length === 0 ? markup`<p class="note">None on this split.</p>` : gallery}</section>`;
}

function figure({ id, label, predicted, probability, png }: Mistake): Markup {
  const text = `${label} → ${predicted}`;
  return markup`<li><img src="${dataUri(png)}" alt="${id}: ${label}, predicted ${predicted}"><p><b>${text}</b> ${percent(probability, 1)}</p><p class="file">${id}</p></li>`;
}
