import type { ColourMap, ColourStep } from './pass.ts';

/** One map for all steps, the first one first. `mean` is the image's mean colour before them; each step is told the one after those before it. */
export function composeColours(steps: readonly ColourStep[], mean: readonly number[]): ColourMap {
  let current = mean;
  let whole: ColourMap | undefined;
  for (const step of steps) {
    const map = step(current);
    current = map.map((row) => row.reduce((sum, factor, index) => sum + factor * (current[index] ?? 1), 0));
    whole = whole ? chain(whole, map) : map;
  }
  return whole as ColourMap;
}

/** The same without the mean; `undefined` where a step uses it. */
export function composeWithoutMean(steps: readonly ColourStep[], channels: number): ColourMap | undefined {
  // Whatever is computed from what is not a number is none.
  const whole = composeColours(steps, channels === 1 ? [NaN] : [NaN, NaN, NaN]);
  return whole.some((row) => row.some(Number.isNaN)) ? undefined : whole;
}

/** The map that does `first`, then `second`. */
function chain(first: ColourMap, second: ColourMap): ColourMap {
  const channels = first.length;
  return second.map((row) =>
    Array.from({ length: channels + 1 }, (_, column) => {
      const constant = column === channels ? (row[channels] as number) : 0;
      return first.reduce((sum, from, index) => sum + (row[index] as number) * (from[column] as number), constant);
    }),
  );
}
