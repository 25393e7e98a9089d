import { defineTransform } from '../definition.ts';
import { histograms } from './histogram.ts';
import { lookUp, type LookupTable } from '../../lookup.ts';

export const equalize = defineTransform('equalize', {
  draw: () => ({}),
  pixels: (_, image) => lookUp(image, histograms(image).map(equalizing)),
});

/** The fraction of the values that a value exceeds, the lowest not counted. A channel of one value stays as it is. */
function equalizing(counts: Int32Array): LookupTable {
  const table = new Uint8Array(256);
  const lowest = counts.findIndex((count) => count > 0);
  const others = counts.reduce((sum, count) => sum + count, 0) - (counts[lowest] as number);
  if (others === 0) return table.fill(lowest);
  for (let byte = lowest + 1, below = 0; byte < 256; byte++) {
    below += counts[byte] as number;
    table[byte] = Math.round((255 * below) / others);
  }
  return table;
}
