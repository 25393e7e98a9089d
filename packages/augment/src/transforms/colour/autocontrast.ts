import { defineTransform } from '../definition.ts';
import { histograms } from './histogram.ts';
import { lookUp, tableOf } from '../../lookup.ts';

export const autocontrast = defineTransform('autocontrast', {
  draw: () => ({}),
  pixels: (_, image) => lookUp(image, histograms(image).map(stretching)),
});

/** Moves the lowest value to 0 and the highest to 255. A channel of one value stays as it is. */
function stretching(counts: Int32Array) {
  const lowest = counts.findIndex((count) => count > 0);
  const highest = counts.findLastIndex((count) => count > 0);
  return tableOf((byte) => (lowest === highest ? byte : (255 * (byte - lowest)) / (highest - lowest)));
}
