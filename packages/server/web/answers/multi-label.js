// @ts-check
// Any number of labels: those at or above their thresholds, and a bar for each.
import { bars } from './bars.js';
import { headline } from './headline.js';

/** @param {{ labels: string[], probabilities: Record<string, number> }} answer */
export function multiLabel({ labels, probabilities }) {
  const count = labels.length === 1 ? '1 label' : `${labels.length} labels`;
  return { top: headline(labels.join(', ') || 'none', count), rest: [bars(probabilities, labels)] };
}
