import type { Gallery } from '@sightline/contracts';
import { csv } from '@sightline/contracts/csv';
import { markup, type Markup } from '../markup/markup.ts';
import { dataUri } from '../markup/data-uri.ts';
import type { ExhibitKind, Pictures } from './exhibit-kind.ts';

/** Pictures of samples with captions. */
export const gallery: ExhibitKind<'gallery'> = {
  show: ({ title, note, items }, pictures) => {
    const content =
      items.length === 0
        ? markup`<p class="note">None on this split.</p>`
        : markup`${note && markup`<p class="note">${note}</p>`}<ul
          class="gallery">${items.map((item) => figure(item, pictures))}</ul>`;
    return markup`<h3>${title}</h3>${content}`;
  },
  file: ({ items }) => ({
    extension: 'csv',
    text: csv(
      ['sample', 'caption', 'detail'],
      items.map(({ sample, caption, detail = '' }) => [sample, caption, detail]),
    ),
  }),
};

function figure({ sample, caption, detail }: Gallery['items'][number], pictures: Pictures): Markup {
  const png = pictures.get(sample);
  const image = png && markup`<img src="${dataUri(png)}" alt="${sample}: ${caption}">`;
  return markup`<li>${image}<p><b>${caption}</b>${detail && ` ${detail}`}</p><p class="file">${sample}</p></li>`;
}
