import { RandomStream } from '@sightline/contracts';
import { defineTransform } from '../definition.ts';

const GAMMA = 2.2;

export const shotNoise = defineTransform('shotNoise', {
  draw: ({ scale }, random) => ({ scale: random.uniform(...scale), seed: random.integer(2 ** 32) }),
  pixels({ scale, seed }, image) {
    const random = new RandomStream(seed);
    const pixels = new Uint8Array(image.pixels.length);
    const levels: (Counts | undefined)[] = Array.from({ length: 256 });
    for (let index = 0; index < pixels.length; index++) {
      const level = image.pixels[index] as number;
      const counts = (levels[level] ??= countsOf((level / 255) ** GAMMA / scale));
      pixels[index] = levelOf(scale * drawCount(counts, random.integer(2 ** 32)));
    }
    return { ...image, pixels };
  },
});

function levelOf(light: number): number {
  return light >= 1 ? 255 : Math.round(255 * light ** (1 / GAMMA));
}

/** How often a Poisson count is at most `first`, `first` + 1, …, in 2^-32. */
interface Counts {
  first: number;
  cumulative: Float64Array;
}

/**
 * Counts further from the mean than this many standard deviations are rarer than the 2^-32 that a draw can tell apart.
 */
const REACH = 8;

function countsOf(mean: number): Counts {
  const spread = REACH * Math.sqrt(mean);
  const first = Math.max(0, Math.floor(mean - spread));
  const last = Math.ceil(mean + spread + REACH * 2);
  const cumulative = new Float64Array(last - first + 1);
  const logarithm = Math.log(mean);
  let sum = 0;
  for (let count = first, factorials = logFactorial(first); count <= last; factorials += Math.log(++count)) {
    sum += mean === 0 ? Number(count === 0) : Math.exp(count * logarithm - mean - factorials);
    cumulative[count - first] = sum * 2 ** 32;
  }
  return { first, cumulative };
}

function logFactorial(count: number): number {
  let sum = 0;
  for (let factor = 2; factor <= count; factor++) sum += Math.log(factor);
  return sum;
}

/** The smallest count whose fraction is above the draw, by bisection. */
function drawCount({ first, cumulative }: Counts, draw: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] as number) > draw) high = middle;
    else low = middle + 1;
  }
  return first + low;
}
