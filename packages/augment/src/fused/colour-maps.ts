import type { ColourMap, ColourStep } from './fused-step.ts';

/*
 * Made for each sample: so in plain loops.
 */

/**
 * One map for all steps, the first one first. `mean` is the image's mean colour before them; each step is given the one
 * after those before it.
 */
export function composeColours(steps: readonly ColourStep[], mean: readonly number[]): ColourMap {
  let current = mean;
  let whole: ColourMap | undefined;
  for (const step of steps) {
    const map = step(current);
    current = mapColour(map, current);
    whole = whole ? chain(whole, map) : map;
  }
  return whole as ColourMap;
}

/** The same without the mean; `undefined` where a step uses it. */
export function composeWithoutMean(steps: readonly ColourStep[], channels: number): ColourMap | undefined {
  // Whatever is computed from what is not a number is none.
  const whole = composeColours(steps, channels === 1 ? [NaN] : [NaN, NaN, NaN]);
  for (const row of whole) for (const factor of row) if (Number.isNaN(factor)) return undefined;
  return whole;
}

function mapColour(map: ColourMap, colour: readonly number[]): number[] {
  const mapped: number[] = [];
  for (const row of map) {
    let sum = row[colour.length] as number;
    for (let channel = 0; channel < colour.length; channel++)
      sum += (row[channel] as number) * (colour[channel] as number);
    mapped.push(sum);
  }
  return mapped;
}

/** The map that does `first`, then `second`. */
function chain(first: ColourMap, second: ColourMap): ColourMap {
  const channels = first.length;
  const chained: number[][] = [];
  for (const row of second) {
    const factors: number[] = [];
    for (let column = 0; column <= channels; column++) {
      let sum = column === channels ? (row[channels] as number) : 0;
      for (let channel = 0; channel < channels; channel++) {
        sum += (row[channel] as number) * (first[channel]?.[column] as number);
      }
      factors.push(sum);
    }
    chained.push(factors);
  }
  return chained;
}
