// @ts-check
// The samples of the model's index that are nearest, as pictures, the nearest first.
import { element } from '../dom.js';
import { headline } from './headline.js';

/** @typedef {{ id: string, label: string, similarity: number, isSame: boolean, picture: string }} Neighbour */

/** @param {Neighbour[]} found */
export function embedding(found) {
  const [nearest] = found;
  const note = nearest
    ? `similarity ${nearest.similarity.toFixed(3)}${nearest.isSame ? '' : ', too far to be the same'}`
    : '';
  return {
    top: headline(nearest?.label ?? '–', note),
    rest: [
      element('p', { class: 'aside' }, 'The nearest training samples and how similar they are (cosine)'),
      element('ol', { class: 'neighbours' }, ...found.map(neighbour)),
    ],
  };
}

/** @param {Neighbour} found */
function neighbour({ id, label, similarity, isSame, picture }) {
  const text = isSame ? similarity.toFixed(3) : `${similarity.toFixed(3)}, far`;
  return element(
    'li',
    { title: id, ...(isSame && { class: 'same' }) },
    element('img', { src: picture, alt: `${label}: ${id}`, width: 64, height: 64 }),
    element('span', { class: 'name' }, label),
    element('span', { class: 'value' }, text),
  );
}
