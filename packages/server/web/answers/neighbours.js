// @ts-check
// The samples of the model's index that are nearest, the nearest first.
import { element } from '../dom.js';
import { numberText } from '../number-text.js';
import { headline } from './headline.js';

/** @param {{ sample: string, annotation: string, distance: number, isSame: boolean }[]} found */
export function neighbours(found) {
  const [nearest] = found;
  const note = nearest
    ? `distance ${numberText(nearest.distance)}${nearest.isSame ? '' : ', too far to be the same'}`
    : '';
  const rows = found.flatMap(({ sample, annotation, distance }) => [
    element('dt', { title: sample }, annotation),
    element('dd', {}, numberText(distance)),
  ]);
  return { top: headline(nearest?.annotation ?? '–', note), rest: [element('dl', { class: 'values' }, ...rows)] };
}
