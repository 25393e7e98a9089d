// @ts-check
// One of several classes: the likeliest, and a bar for each.
import { bars, percent } from './bars.js';
import { headline } from './headline.js';

/** @param {{ label: string, probability: number, probabilities: Record<string, number> }} answer */
export function classification({ label, probability, probabilities }) {
  return {
    top: headline(label, `probability ${percent(probability)}`),
    rest: [bars(probabilities, [label])],
  };
}
